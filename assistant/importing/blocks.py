"""What an extractor finds in a document, in reading order, before it is a clause tree."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(frozen=True)
class Block:
    """One line of the document. `level` is a heading's level from 1, or an item's nesting from 0. `text` holds a
    printed number where the document prints one, and never a bullet glyph."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True)
class Document:
    """All blocks of a document, with what the extractor was unsure of."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
