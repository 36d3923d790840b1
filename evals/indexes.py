"""An index of a corpus that is much like another one's."""

import shutil
from pathlib import Path

from assistant.api import build_index


def index_like(known: Path, corpus: Path, folder: Path) -> None:
    """Index a corpus in `folder`, starting from a copy of `known`, an index of another: only what differs is embedded
    (everything, where there is no such index yet)."""
    if known.exists():
        shutil.copytree(known, folder)
    build_index(corpus, folder)
