"""What an extractor finds in a document, in reading order, before it is a clause tree."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row"]
UNKNOWN = -1
"""Level of a list item whose nesting the format does not tell (plain text, PDF)."""


@dataclass(frozen=True)
class Block:
    """One line of the document. `level` is a heading's level from 1, or an item's nesting from 0 (UNKNOWN where only
    the order tells). `text` holds a printed or automatic number where the document shows one, and never a bullet."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True)
class Document:
    """All blocks of a document, with what the extractor dropped or was unsure of."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    title: str = ""
    """What the file's own data call it, where they say."""
