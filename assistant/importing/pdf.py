"""Text PDFs to blocks: lines by place and size, headings by size, weight or number, page furniture dropped and reported."""

import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from string import ascii_lowercase
from typing import Any

from assistant.errors import UserError
from assistant.importing.blocks import UNKNOWN, Block, Document

MOST_PAGES = 2_000
SAME_HEIGHT = 3.0
"""Points."""
RECENT = 12
"""Markers that a list may be carried on from: a list within a list comes between."""
SERIES = (tuple(ascii_lowercase), ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"))
_BULLET = re.compile(r"^[•·▪●○◦■□➢➤✓\uf0b7\uf0a7\uf0d8–*-]\s*(?=\S)")
_MARKED = re.compile(r"^(?:\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?)\s+(?=\S)")
_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?\s")
_LETTERED = re.compile(r"\(?([a-z]{1,4})[.)]\s(?!\s*(?:\d{4}|copyright)\b)", re.I)
_HEAD_NUMBER = re.compile(r"^(?:(?:Section|Part|Appendix|Annex)\s+\w+|\d{1,2}(?:\.\d{1,2})?\.?)\s+[A-Z]")
_CONTENTS = re.compile(r"\.{4,}\s*\d{1,3}\s*$|(?:\. ){4,}\d{1,3}\s*$")
_PAGE_NUMBER = re.compile(r"^\d+\b|\b\d+$|(?<=\bpage )\d+|(?<=\bof )\d+|(?<=\| )\d+|\d+(?= \|)|\d+(?= of\b)", re.I)
_PAGE = re.compile(r"(?:page\s*)?#(?:\s*(?:of|/)\s*#)?", re.I)


@dataclass(frozen=True)
class Line:
    """One line of a page. `y` is from the bottom of the page; sizes are in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    page: int


def read_pdf(raw: bytes, where: str) -> Document:
    """Blocks of a text PDF. Raises UserError for a scan, a password, a damaged file."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError(f"{where}: the PDF has a password; save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise UserError(f"{where}: the PDF has {len(reader.pages):,} pages; at most {MOST_PAGES:,} are taken")
        lines = [line for number, page in enumerate(reader.pages) for line in _lines(page, number)]
        pages = len(reader.pages)
    except UserError:
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes it raise
        raise UserError(f"{where}: the PDF is damaged; open it and save it again") from error
    if sum(len(line.text.split()) for line in lines) < 3 * pages:
        raise UserError(f"{where}: the PDF has no text layer (it is a scan); save it as Word, or run text recognition first")
    kept, repeated = _without_furniture(lines, pages)
    contents = [line for line in kept if _CONTENTS.search(line.text)]
    if len(contents) >= 3:  # a table of contents repeats the headings, and is no clause
        kept = [line for line in kept if line not in contents and line.text.strip().lower() not in ("contents", "table of contents")]
        repeated = [*repeated, f"a table of contents of {len(contents)} lines"]
    warnings = tuple(f"left out: {text}" for text in repeated)
    return Document(tuple(_blocks(kept)), warnings)


def _lines(page: Any, number: int) -> list[Line]:
    """Lines in the order in which the page draws them: fragments of one height are one line."""
    fragments: list[tuple[float, float, float, bool, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        if not text:
            return
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] or tm[0] or 1) * abs(cm[3] or cm[0] or 1)
        name = str((font or {}).get("/BaseFont") or "")
        fragments.append((x, y, abs(size * scale), "bold" in name.lower() or "black" in name.lower(), text))

    page.extract_text(visitor_text=visit)
    found: list[Line] = []
    words: list[str] = []
    start: tuple[float, float, float, bool] | None = None

    def close() -> None:
        nonlocal words, start
        text = " ".join("".join(words).replace("\u00ad", "").split())
        if text and start is not None:
            found.append(Line(text, *start[:3], start[3], number))
        words, start = [], None

    for x, y, size, bold, text in fragments:
        for place, piece in enumerate(text.split("\n")):
            if place:
                close()
            if piece.strip() and start is None:
                start = (x, y, size, bold)
            elif piece.strip() and start is not None and abs(y - start[1]) > max(2.0, start[2] * 0.6):
                close()
                start = (x, y, size, bold)
            words.append(piece)
    close()
    return found


def _without_furniture(lines: list[Line], pages: int) -> tuple[list[Line], list[str]]:
    """Lines without those at the edges of pages that come again at one height on most pages, and bare page numbers.

    A line that carries on a list or a numbering is the document's own, however often its words come again.
    """
    heights: dict[str, dict[int, float]] = {}
    at_edge: set[int] = set()
    for number in range(pages):
        places = [index for index, line in enumerate(lines) if line.page == number]
        order = sorted(places, key=lambda index: -lines[index].y)
        for index in {*order[:4], *order[-4:]}:
            at_edge.add(index)
            heights.setdefault(_shape(lines[index].text), {})[number] = lines[index].y
    repeated = set()
    for shape, by_page in heights.items():
        level = sum(abs(y - median(by_page.values())) < SAME_HEIGHT for y in by_page.values())
        if pages > 1 and level > pages / 2:
            repeated.add(shape)
    own = _carrying_on(lines)
    kept, dropped = [], []
    for index, line in enumerate(lines):
        shape = _shape(line.text)
        if index in at_edge and index not in own and (shape in repeated or _PAGE.fullmatch(shape)):
            dropped.append(line.text)
        else:
            kept.append(line)
    return kept, sorted({text for text in dropped if not _PAGE.fullmatch(_shape(text))})[:6]


def _carrying_on(lines: list[Line]) -> set[int]:
    """Places of lines whose marker is the next one: "(d)" after "(c)", "(a)" after a colon, "2.2" after "2.1", "3.1" after "2.4".

    A single number is left out: it may be the page's.
    """
    found: set[int] = set()
    letters: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    before = ""
    for index, line in enumerate(lines):
        if dotted := _DOTTED.match(line.text):
            now = tuple(int(part) for part in dotted[1].split("."))
            if now[-1] == 1 or (now[:-1] == numbers[:-1] and now[-1] == numbers[-1] + 1):
                found.add(index)
            numbers = now
        elif lettered := _LETTERED.match(line.text):
            after = {series[series.index(known) + 1] for series in SERIES for known in letters if known in series[:-1]}
            marker = lettered[1].lower()
            if marker in after or (marker in ("a", "i") and before.endswith(":")):
                found.add(index)
            letters = (*letters[-RECENT:], marker)
        before = line.text
    return found


def _shape(text: str) -> str:
    """The text with # for what may be a page's number; a number within the words is the document's own."""
    return _PAGE_NUMBER.sub("#", text.strip())


def _blocks(lines: list[Line]) -> list[Block]:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    share = sum(sizes.values()) / 5
    body = min(size for size, count in sizes.items() if count >= min(share, max(sizes.values())))
    width = median(sorted(len(line.text) for line in lines)[-max(1, len(lines) // 3) :])
    larger = sorted({size for size in sizes if size > body * 1.08}, reverse=True)
    bold_share = sum(len(line.text) for line in lines if line.bold) / max(1, sum(len(line.text) for line in lines))
    blocks: list[Block] = []
    before: Line | None = None
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else None
        level = _heading(line, before, after, body, larger, bold_share)
        text = _BULLET.sub("", line.text)
        bullet = text != line.text
        if level:
            last = blocks[-1] if blocks else None
            wrapped = before is not None and last is not None and last.kind == "heading" and last.level == level and _near(before, line)
            if wrapped and last is not None and not _HEAD_NUMBER.match(line.text) and before is not None and len(before.text) > 0.6 * width:
                blocks[-1] = Block("heading", f"{last.text} {line.text}", level)
            else:
                blocks.append(Block("heading", line.text, level))
        elif bullet or _MARKED.match(line.text):
            blocks.append(Block("item", text, UNKNOWN))
        elif before is not None and blocks and blocks[-1].kind != "heading" and _goes_on(before, line, blocks[-1].text, width):
            blocks[-1] = Block(blocks[-1].kind, _join(blocks[-1].text, line.text), blocks[-1].level)
        else:
            blocks.append(Block("paragraph", line.text))
        before = line
    return [block for block in blocks if block.text.strip()]


def _heading(line: Line, before: Line | None, after: Line | None, body: float, larger: list[float], bold_share: float) -> int:
    words = line.text.split()
    if len(words) > 16 or _BULLET.match(line.text) or line.text[-1] in ";,":
        return 0
    size = round(line.size * 2) / 2
    if size > body * 1.08:
        return min(4, 1 + larger.index(size)) if size in larger else 2
    set_off = before is None or before.page != line.page or before.y - line.y > 1.25 * line.size or before.y < line.y
    if line.bold and bold_share < 0.4 and line.text[-1] not in ".:" and len(words) <= 12:
        return 3 if larger else 2
    if not set_off or line.text[-1] in ".:" or len(words) > 10:
        return 0
    if line.text.isupper() and len(line.text) > 3:
        return 2
    short = after is not None and len(after.text) > 1.5 * len(line.text)
    return 3 if _HEAD_NUMBER.match(line.text) and short else 0


def _near(before: Line, line: Line) -> bool:
    return before.page == line.page and 0 < before.y - line.y < 2.0 * line.size


def _goes_on(before: Line, line: Line, text: str, width: float) -> bool:
    """Is this line the rest of the paragraph above? A sentence broken over a page or a column goes on too."""
    if (
        line.text[0].islower()
        or text[-1:] in ",-–"
        or text.split()[-1].lower() in ("the", "of", "and", "or", "to", "a", "in", "for", "with", "by")
    ):
        return True
    if before.page != line.page or line.y > before.y:
        return text[-1:] not in ".:;?!" and len(before.text) > 0.6 * width
    gap = before.y - line.y
    if gap > 1.75 * max(line.size, 1):
        return False
    return not (text[-1:] in ".:;?!" and len(before.text) < 0.72 * width)


def _join(text: str, more: str) -> str:
    """Join at a line end; a hyphen that only broke the word is taken out."""
    if re.search(r"[a-z]-$", text) and more[:1].islower():
        return f"{text[:-1]}{more}"
    return f"{text} {more}"
