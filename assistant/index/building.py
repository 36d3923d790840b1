"""Build an index beside the old one and swap it in: readers keep the old one until the new one is whole.

An index folder holds generations and CURRENT, a file that names the one in use. CURRENT is replaced atomically as the
last step, so a kill at any moment leaves the last good generation serving. One writer holds the lock; a second is told.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.corpus.loading import Corpus
from assistant.errors import UserError
from assistant.index.dense import ChromaLeg, ReusingEmbeddings
from assistant.index.lexical import Bm25Leg
from assistant.index.tokens import TokenStore, TokenWriter
from assistant.index.views import View, views
from assistant.models.protocols import Embedder, Floats

FORMAT = 5
"""Raised whenever what is stored changes: an index of another format is rebuilt."""
CURRENT, LOCK, STATE = "CURRENT", "lock", "state.json"


@dataclass(frozen=True)
class State:
    """What a generation says of itself."""

    format: int
    embedder: str
    corpus: str
    policies: int
    clauses: int
    passages: int
    questions: int


@dataclass(frozen=True)
class BuildReport:
    """What `index` did. Counts of embedded and unchanged are views; removed are views of the old index that are gone."""

    policies: int
    clauses: int
    embedded: int
    unchanged: int
    removed: int
    seconds: float


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the index for writing. Raises UserError at once where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"{folder}: another process is building this index; wait for it to end") from error
        yield


def current(folder: Path) -> Path | None:
    """The generation in use, or None."""
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    path = folder / name
    return path if name and (path / STATE).exists() else None


def read_state(generation: Path) -> State | None:
    """State of a generation, or None where it is of another format."""
    try:
        data = json.loads((generation / STATE).read_text(encoding="utf-8"))
        return State(**data) if data.get("format") == FORMAT else None
    except (OSError, ValueError, TypeError):
        return None


def build(corpus: Corpus, folder: Path, embedder: Embedder, progress: Callable[[int, int], None] = lambda done, total: None) -> BuildReport:
    """Bring the index up to date with the corpus. Raises UserError where another process is at it."""
    began = time.perf_counter()
    clauses = sum(len(policy.clauses) for policy in corpus.policies)
    with writer_lock(folder):
        wanted = list(views(corpus))
        old = current(folder)
        state = read_state(old) if old else None
        if old and state and state.corpus == corpus.digest and state.embedder == embedder.name and is_whole(old, state):
            return BuildReport(len(corpus.policies), clauses, 0, len(wanted), 0, time.perf_counter() - began)
        known = _reusable(old, state, embedder)
        name = f"{corpus.digest[:12]}-{time.time_ns():x}"
        generation = folder / name
        tokens = TokenWriter(generation / "tokens", TokenStore(old / "tokens") if old and known else None)
        embeddings = ReusingEmbeddings(embedder, known, tokens)
        _write(generation, corpus, wanted, embeddings, tokens, lambda done: progress(done, len(wanted)))
        counts = {kind: len({view.id for view in wanted if view.kind in kinds}) for kind, kinds in _KINDS.items()}
        fresh = State(FORMAT, embedder.name, corpus.digest, len(corpus.policies), clauses, counts["passages"], counts["questions"])
        (generation / STATE).write_text(json.dumps(asdict(fresh), indent=1), encoding="utf-8")
        if not is_whole(generation, fresh):
            shutil.rmtree(generation, ignore_errors=True)
            raise UserError(f"{folder}: the new index is not whole (is the disk full?); the old one is still in use")
        _swap(folder, name)
        _sweep(folder, keep={name, old.name if old else name})
    texts = {view.text for view in wanted}
    return BuildReport(
        len(corpus.policies),
        clauses,
        embeddings.embedded,
        len(texts & known.keys()),
        len(known.keys() - texts),
        time.perf_counter() - began,
    )


_KINDS = {"passages": ("passage",), "questions": ("question", "near_miss")}


def is_whole(generation: Path, state: State) -> bool:
    """Does the store hold as many views as the state says? (Local Chroma can lose writes.)"""
    try:
        leg = ChromaLeg(generation / "chroma")
        try:
            return leg.counts() == {"passages": state.passages, "questions": state.questions}
        finally:
            leg.close()
    except Exception:  # whatever a damaged store raises, it is not whole
        return False


def _reusable(old: Path | None, state: State | None, embedder: Embedder) -> dict[str, Floats]:
    if old is None or state is None or state.embedder != embedder.name:
        return {}
    try:
        leg = ChromaLeg(old / "chroma")
        try:
            return dict(leg.vectors())
        finally:
            leg.close()
    except Exception:  # a damaged old index is no reason not to build a new one
        return {}


def _write(
    generation: Path,
    corpus: Corpus,
    wanted: list[View],
    embeddings: ReusingEmbeddings,
    tokens: TokenWriter,
    progress: Callable[[int], None],
) -> None:
    generation.mkdir(parents=True, exist_ok=True)
    texts = generation / "policies"
    texts.mkdir()
    for policy in corpus.policies:
        (texts / f"{policy.id}.md").write_text(policy.text, encoding="utf-8", newline="")
    Bm25Leg.write(generation / "lexical", [view for view in wanted if view.kind == "passage"])
    leg = ChromaLeg(generation / "chroma")
    done = 0

    def count(step: int) -> None:
        nonlocal done
        done += step
        progress(done)

    leg.add(wanted, embeddings, count)
    leg.close()
    tokens.close()


def _swap(folder: Path, name: str) -> None:
    fresh = folder / f"{CURRENT}.new"
    with fresh.open("w", encoding="utf-8") as handle:
        handle.write(name + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(fresh, folder / CURRENT)


def _sweep(folder: Path, keep: set[str]) -> None:
    """Remove generations that nobody reads: all but the new one and the one before it, which a server may still hold."""
    for path in folder.iterdir():
        if (path.is_dir() and path.name not in keep and (path / "chroma").exists()) or (
            path.is_dir() and "-" in path.name and path.name not in keep
        ):
            shutil.rmtree(path, ignore_errors=True)
