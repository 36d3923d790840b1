"""Blocks to canonical Markdown: what governs a list stands over it, whatever blank lines and indents the source has."""

import re
from collections.abc import Sequence

from assistant.importing.blocks import Block
from assistant.policy.numbering import Marker, is_absolute, parse_marker


def render(blocks: Sequence[Block]) -> str:
    """The body: headings and nested lists."""
    lines: list[str] = []
    nesting = _Nesting()
    for block in blocks:
        if block.kind == "heading":
            nesting = _Nesting()
            lines.extend(["", f"{'#' * max(1, min(6, block.level))} {block.text}", ""])
        else:
            lines.append(f"{'  ' * nesting.depth(block)}- {block.text}")
    body = "\n".join(lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", body) + "\n"


class _Nesting:
    """How deep each block stands, from what came before it under the same heading.

    Printed letters and numbers lead; bullets go under whatever leads into them; indents are not trusted (in real files
    a page break resets them).
    """

    def __init__(self) -> None:
        self._lead: int | None = None
        self._marked: dict[str, int] = {}
        self._bullets: int | None = None
        self._row: bool = False
        self._indent = 0

    def depth(self, block: Block) -> int:
        marker = parse_marker(block.text)
        if block.kind == "row":
            depth = 1 if self._row else 0
            self._row = True
            return depth
        self._row = False
        if block.kind == "paragraph" or (marker and is_absolute(marker)):
            self._lead, self._bullets, self._marked = 0, None, {}
            return 0
        if marker:
            return self._marked_item(block, marker)
        return self._bullet(block)

    def _marked_item(self, block: Block, marker: Marker) -> int:
        kind = "letter" if marker.kind == "roman" and "letter" in self._marked and len(marker.value) == 1 else marker.kind
        if kind not in self._marked:
            self._marked[kind] = 0 if self._lead is None else self._lead + 1
        depth = self._marked[kind]
        self._marked = {name: at for name, at in self._marked.items() if at <= depth}
        self._bullets = depth + 1 if _leads(block.text) else None
        if _leads(block.text):
            self._lead = depth
        return depth

    def _bullet(self, block: Block) -> int:
        if self._bullets is None:
            base = max(self._marked.values(), default=-1)
            self._bullets = (0 if self._lead is None else self._lead + 1) if base < 0 else base + 1
        return self._bullets


def _leads(text: str) -> bool:
    return text.rstrip().endswith((":", ":-", "–", "—"))
