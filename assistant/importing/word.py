"""Word files to blocks: headings, paragraphs, lists with their automatic numbers, tables and notes.

Read straight from the XML: what Word shows as a number is not in the text, it follows from numbering.xml and styles.
Deleted and moved-away text is dropped, inserted text kept; a text box stored twice is read once.
"""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from assistant.errors import UserError
from assistant.importing.blocks import Block, Document
from assistant.importing.packages import member, open_package, parse_xml
from assistant.policy.numbering import letters, roman

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DROPPED = (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText", f"{_W}delText")


@dataclass
class _Level:
    """One level of a numbering: its format, its text ("%1.%2"), its start."""

    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class _Numbering:
    """numbering.xml: levels by number id, and the counters as the document is read."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    restarts: set[tuple[str, int]] = field(default_factory=set)

    def next(self, number: str, depth: int) -> str | None:
        """The printed number of the next paragraph at a level; "" for a bullet; None where there is no such level."""
        levels = self.levels.get(number)
        if levels is None or depth not in levels:
            return None
        level = levels[depth]
        if level.format in ("bullet", "none"):
            return ""
        counters = self.counters.setdefault(self.family[number], {})
        if (number, depth) in self.restarts:
            self.restarts.discard((number, depth))
            counters[depth] = level.start - 1
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [key for key in counters if key > depth]:
            del counters[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, _Level())
            return _formatted(counters.get(at, other.start), "decimal" if level.format == "decimalLegal" else other.format)

        return re.sub(r"%(\d)", shown, level.text).strip()


def _formatted(value: int, kind: str) -> str:
    shown = {"lowerLetter": letters, "lowerRoman": roman}
    if kind in shown:
        return shown[kind](value)
    if kind == "upperLetter":
        return letters(value).upper()
    if kind == "upperRoman":
        return roman(value).upper()
    return str(value)


@dataclass(frozen=True)
class _Style:
    """What a paragraph style brings: an outline level, a numbering."""

    name: str
    heading: int | None
    number: str | None
    depth: int | None


def read_word(raw: bytes, where: str) -> Document:
    """Blocks of a .docx. Raises UserError for a damaged, oversized or entity-laden file."""
    with open_package(raw, where) as package:
        if "word/document.xml" not in package.namelist():
            raise UserError(f"{where}: a zip file, but not a Word document; save it as .docx")
        root = _xml(package, "word/document.xml", where)
        numbering = _read_numbering(package, where)
        styles = _read_styles(package, where)
        notes = {kind: _read_notes(package, kind, where) for kind in ("footnote", "endnote")}
    reader = _Reader(numbering, styles)
    body = root.find(f"{_W}body")
    if body is not None:
        reader.container(body)
    used = [(kind, number) for kind, number in reader.notes if number in notes[kind]]
    if used:
        reader.blocks.append(Block("heading", "Notes", 2))
        for place, (kind, number) in enumerate(used, start=1):
            reader.blocks.append(Block("paragraph", f"[{place}] {notes[kind][number]}"))
    return Document(tuple(reader.blocks), tuple(reader.warnings))


class _Reader:
    """Walks the body in reading order."""

    def __init__(self, numbering: _Numbering, styles: dict[str, _Style]) -> None:
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self._numbering = numbering
        self._styles = styles
        self._titled = False

    def container(self, node: Any) -> None:
        for child in node:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml", f"{_W}moveTo"):
                self.container(child)

    def _paragraph(self, node: Any) -> None:
        words = self.words(node)
        boxes = [box for box in node.iter(f"{_W}txbxContent") if not _dropped(box)]
        if words:
            self._line(node, words)
        for box in boxes:
            self.container(box)

    def _line(self, node: Any, words: str) -> None:
        properties = node.find(f"{_W}pPr")
        style = self._styles.get(_value(properties, "pStyle") or "", _Style("", None, None, None))
        if style.name.startswith("toc"):
            return
        number, depth = style.number, style.depth or 0
        direct = properties.find(f"{_W}numPr") if properties is not None else None
        if direct is not None:
            number, depth = _value(direct, "numId") or number, int(_value(direct, "ilvl") or depth)
        marker = self._numbering.next(number, depth) if number and number != "0" else None
        text = f"{marker} {words}" if marker else words
        outline = _value(properties, "outlineLvl")
        heading = style.heading if style.heading is not None else int(outline) + 1 if outline and int(outline) < 6 else None
        if style.name == "title":
            self._titled = True
            self.blocks.append(Block("heading", text, 1))
        elif heading is not None and len(words.split()) <= 25:
            self.blocks.append(Block("heading", text, min(6, heading + (1 if self._titled else 0))))
        elif marker is not None:
            self.blocks.append(Block("item", text, depth))
        elif style.name.startswith("list") or "bullet" in style.name:
            self.blocks.append(Block("item", words, 0))
        elif _all_bold(node) and len(words.split()) <= 12 and words[-1] not in ".;:,":
            self.blocks.append(Block("heading", words, 3 if self._titled or any(b.kind == "heading" for b in self.blocks) else 2))
        else:
            self.blocks.append(Block("paragraph", words))

    def _table(self, table: Any) -> None:
        for row in table.findall(f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = []
            for cell in row.iter(f"{_W}tc"):
                if cell.getparent() is not row and cell.getparent().tag != f"{_W}sdtContent":
                    continue
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                continued = merge is not None and merge.get(f"{_W}val") in (None, "continue")
                lines = [self.words(line) for line in cell.iter(f"{_W}p")]
                cells.append("" if continued and not any(lines) else " ".join(line for line in lines if line))
            if not any(cells):
                continue
            if len(cells) == 1:
                for line in row.iter(f"{_W}p"):
                    if self.words(line):
                        self._line(line, self.words(line))
            else:
                while cells and not cells[-1]:
                    cells.pop()
                self.blocks.append(Block("row", " | ".join(cells)))

    def words(self, node: Any) -> str:
        """The words of a paragraph as they are shown, without those of text boxes in it."""
        parts: list[str] = []
        for item in node.iter(
            f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen", f"{_W}footnoteReference", f"{_W}endnoteReference"
        ):
            if _dropped(item, node):
                continue
            name = item.tag.rsplit("}", 1)[-1]
            if name == "t":
                parts.append(item.text or "")
            elif name == "noBreakHyphen":
                parts.append("-")
            elif name.endswith("Reference"):
                key = (name.removesuffix("Reference"), item.get(f"{_W}id"))
                if key not in self.notes:
                    self.notes.append(key)
            else:
                parts.append(" ")
        return " ".join("".join(parts).replace("\u00ad", "").split())


def _dropped(item: Any, within: Any = None) -> bool:
    """Is the item deleted text, the second copy of a text box, or (given a paragraph) inside a text box of it?"""
    for up in item.iterancestors():
        if up is within:
            return False
        if up.tag in _DROPPED or (within is not None and up.tag == f"{_W}txbxContent"):
            return True
    return False


def _all_bold(node: Any) -> bool:
    runs = [run for run in node.iter(f"{_W}r") if any((text.text or "").strip() for text in run.iter(f"{_W}t"))]
    bold = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(f"{_W}val") not in ("0", "false") for mark in bold)


def _value(node: Any, name: str) -> str | None:
    found = node.find(f"{_W}{name}") if node is not None else None
    return None if found is None else found.get(f"{_W}val")


def _xml(package: zipfile.ZipFile, name: str, where: str) -> Any:
    return parse_xml(member(package, name).replace(_STRICT, _W[1:-1].encode()), where)


def _read_numbering(package: zipfile.ZipFile, where: str) -> _Numbering:
    found = _Numbering()
    if "word/numbering.xml" not in package.namelist():
        return found
    root = _xml(package, "word/numbering.xml", where)
    abstract = {
        node.get(f"{_W}abstractNumId"): {int(level.get(f"{_W}ilvl")): _level(level) for level in node.findall(f"{_W}lvl")}
        for node in root.findall(f"{_W}abstractNum")
    }
    for node in root.findall(f"{_W}num"):
        number, family = node.get(f"{_W}numId"), _value(node, "abstractNumId") or ""
        levels = dict(abstract.get(family, {}))
        for override in node.findall(f"{_W}lvlOverride"):
            depth = int(override.get(f"{_W}ilvl"))
            changed = override.find(f"{_W}lvl")
            if changed is not None:
                levels[depth] = _level(changed)
            start = _value(override, "startOverride")
            if start is not None:
                base = levels.get(depth, _Level())
                levels[depth] = _Level(base.format, base.text, int(start))
                found.restarts.add((number, depth))
        found.levels[number], found.family[number] = levels, family
    return found


def _level(node: Any) -> _Level:
    kind = "decimalLegal" if node.find(f"{_W}isLgl") is not None else _value(node, "numFmt") or "decimal"
    return _Level(kind, _value(node, "lvlText") or "", int(_value(node, "start") or 1))


def _read_styles(package: zipfile.ZipFile, where: str) -> dict[str, _Style]:
    if "word/styles.xml" not in package.namelist():
        return {}
    nodes = {node.get(f"{_W}styleId"): node for node in _xml(package, "word/styles.xml", where).findall(f"{_W}style")}
    found: dict[str, _Style] = {}
    for key, node in nodes.items():
        heading = number = depth = None
        seen: set[str] = set()
        at: Any = node
        while at is not None and at.get(f"{_W}styleId") not in seen:
            seen.add(at.get(f"{_W}styleId"))
            name = (_value(at, "name") or "").lower()
            match = re.fullmatch(r"heading (\d)", name)
            properties = at.find(f"{_W}pPr")
            outline = _value(properties, "outlineLvl")
            if heading is None and (match or outline):
                heading = int(match.group(1)) if match else int(outline or 0) + 1
            numbers = properties.find(f"{_W}numPr") if properties is not None else None
            if number is None and numbers is not None:
                number, level = _value(numbers, "numId"), _value(numbers, "ilvl")
                depth = int(level) if level else (heading - 1 if heading else None)
            at = nodes.get(_value(at, "basedOn") or "")
        found[key] = _Style((_value(node, "name") or "").lower(), heading if heading and heading <= 6 else None, number, depth)
    return found


def _read_notes(package: zipfile.ZipFile, kind: str, where: str) -> dict[str, str]:
    name = f"word/{kind}s.xml"
    if name not in package.namelist():
        return {}
    reader = _Reader(_Numbering(), {})
    return {
        node.get(f"{_W}id"): " ".join(filter(None, (reader.words(line) for line in node.iter(f"{_W}p"))))
        for node in _xml(package, name, where).findall(f"{_W}{kind}")
        if node.get(f"{_W}type") is None
    }
