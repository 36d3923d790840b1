"""Blocks to canonical Markdown: what governs a list stands over it, whatever blank lines and indents the source has."""

import re
from collections.abc import Sequence

from assistant.importing.blocks import UNKNOWN, Block
from assistant.policy.numbering import Marker, is_absolute, ordinal_of, parse_marker


def render(blocks: Sequence[Block]) -> str:
    """The body: headings and nested lists."""
    lines: list[str] = []
    nesting = _Nesting()
    for block in blocks:
        if block.kind == "heading":
            nesting.heading()
            lines.extend(["", f"{'#' * max(1, min(6, block.level))} {block.text}", ""])
        else:
            lines.append(f"{'  ' * nesting.depth(block)}- {block.text}")
    body = "\n".join(lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", body) + "\n"


class _Nesting:
    """How deep each block stands, from what came before it under the same heading.

    A printed marker that continues a series ("(c)" after "(b)", "7." after "6.") stands where the series stands, across
    page breaks and paragraphs. A list goes under whatever leads into it. Indents count only where the format tells them.
    """

    def __init__(self) -> None:
        self._series: dict[str, tuple[int, int]] = {}
        self.heading()

    def heading(self) -> None:
        """A new section: lists start afresh; only a running number of paragraphs goes on."""
        self._series = {kind: last for kind, last in self._series.items() if kind == "integer" and last[1] == 0}
        self._lead: int | None = None
        self._bullets: int | None = None
        self._base: int | None = None
        self._row = False
        self._last = -1
        self._in_series = False

    def depth(self, block: Block) -> int:
        """Depth of the block; it becomes what the next one may stand under."""
        depth = self._depth(block)
        depth = min(depth, self._last + 1)
        self._last = depth
        self._in_series = parse_marker(block.text) is not None and block.kind != "row"
        return depth

    def _depth(self, block: Block) -> int:
        marker = parse_marker(block.text)
        if block.kind == "row":
            base = 0 if self._lead is None else self._lead + 1
            depth = base + 1 if self._row else base
            self._row = True
            return depth
        self._row = False
        if marker and is_absolute(marker):
            return self._absolute(block, marker)
        if block.kind == "paragraph" and not marker:
            if self._lead is not None and _continues(block.text):
                return self._last
            self._lead, self._bullets, self._base = 0, None, None
            return 0
        if marker:
            return self._marked(block, marker)
        return self._bullet(block)

    def _absolute(self, block: Block, marker: Marker) -> int:
        del block, marker
        self._lead, self._bullets, self._base = 0, None, None
        self._series = {kind: last for kind, last in self._series.items() if kind == "integer" and last[1] == 0}
        return 0

    def _marked(self, block: Block, marker: Marker) -> int:
        kind, ordinal = self._kind(marker)
        last = self._series.get(kind)
        if last and ordinal == last[0] + 1:
            depth = last[1]
        elif block.level > 0 and self._base is not None:
            depth = self._base + block.level
        elif last:
            depth = last[1]  # the series starts again: another list at the same place
        elif ordinal == 1 and self._in_series:
            depth = self._last + 1
        else:
            depth = 0 if self._lead is None else self._lead + 1
        self._series = {name: at for name, at in self._series.items() if at[1] < depth or name == kind}
        self._series[kind] = (ordinal, depth)
        self._base = self._base if block.level > 0 and self._base is not None else depth - max(0, block.level)
        self._bullets = depth + 1
        if _leads(block.text) or block.kind == "paragraph":
            self._lead = depth
        return depth

    def _kind(self, marker: Marker) -> tuple[str, int]:
        """Letter or roman, settled by the series that is open: "(i)" after "(h)" is a letter."""
        letter, roman = ordinal_of(marker, "letter"), ordinal_of(marker, "roman")
        if marker.kind in ("letter", "roman") and letter and roman:
            open_letter, open_roman = self._series.get("letter"), self._series.get("roman")
            if open_letter and letter == open_letter[0] + 1 and not (open_roman and roman == open_roman[0] + 1):
                return "letter", letter
            if roman == 1 or (open_roman and roman == open_roman[0] + 1):
                return "roman", roman
        if marker.kind == "roman" and roman:
            return "roman", roman
        return marker.kind, ordinal_of(marker, marker.kind) or 0

    def _bullet(self, block: Block) -> int:
        if block.level != UNKNOWN:
            if self._base is None:
                self._base = 0 if self._lead is None else self._lead + 1
            return max(self._base, (self._bullets or 0) if block.level == 0 and self._series_open() else self._base + block.level)
        if self._bullets is None:
            self._bullets = 0 if self._lead is None else self._lead + 1
        return self._bullets

    def _series_open(self) -> bool:
        return self._bullets is not None and self._lead is not None and self._lead >= 1


def _leads(text: str) -> bool:
    return text.rstrip().endswith((":", ":-", "–", "—"))


def _continues(text: str) -> bool:
    """Does a paragraph plainly go on with the item before it ("and", a lower-case start)?"""
    return text[:1].islower()
