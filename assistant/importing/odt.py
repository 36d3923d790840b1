"""OpenDocument text to blocks: headings, paragraphs, nested lists with their numbers, tables."""

from typing import Any

from assistant.errors import UserError
from assistant.importing.blocks import Block, Document
from assistant.importing.packages import member, open_package, parse_xml
from assistant.policy.numbering import letters, roman

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def read_odt(raw: bytes, where: str) -> Document:
    """Blocks of an .odt. Raises UserError for a damaged, oversized or entity-laden file."""
    with open_package(raw, where) as package:
        names = package.namelist()
        if "content.xml" not in names:
            raise UserError(f"{where}: a zip file, but not an OpenDocument text; save it as .odt or .docx")
        content = parse_xml(member(package, "content.xml"), where)
        roots = [content, *([parse_xml(member(package, "styles.xml"), where)] if "styles.xml" in names else [])]
    styles = {node.get(f"{_STYLE}name"): node for root in roots for node in root.iter(f"{_TEXT}list-style")}
    reader = _Reader(styles)
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is not None:
        reader.container(body)
    return Document(tuple(reader.blocks))


class _Reader:
    """Walks the text in reading order."""

    def __init__(self, styles: dict[str, Any]) -> None:
        self.blocks: list[Block] = []
        self._styles = styles

    def container(self, node: Any) -> None:
        for child in node:
            if child.tag == f"{_TEXT}h":
                level = int(child.get(f"{_TEXT}outline-level") or 1)
                if words(child):
                    self.blocks.append(Block("heading", words(child), min(6, level)))
            elif child.tag == f"{_TEXT}p":
                if words(child):
                    self.blocks.append(Block("paragraph", words(child)))
            elif child.tag == f"{_TEXT}list":
                self._list(child, 0, None)
            elif child.tag == f"{_TABLE}table":
                for row in child.iter(f"{_TABLE}table-row"):
                    cells = [" ".join(filter(None, map(words, cell.iter(f"{_TEXT}p")))) for cell in row.findall(f"{_TABLE}table-cell")]
                    while cells and not cells[-1]:
                        cells.pop()
                    if cells:
                        self.blocks.append(Block("row", " | ".join(cells)) if len(cells) > 1 else Block("paragraph", cells[0]))
            elif child.tag in (f"{_TEXT}section", f"{_TEXT}index-body"):
                self.container(child)

    def _list(self, node: Any, depth: int, inherited: str | None) -> None:
        style = node.get(f"{_TEXT}style-name") or inherited
        level = self._level(style, depth)
        count = 0
        for item in node:
            if item.tag not in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
                continue
            numbered = False
            for child in item:
                if child.tag == f"{_TEXT}list":
                    self._list(child, depth + 1, style)
                elif child.tag in (f"{_TEXT}p", f"{_TEXT}h") and words(child):
                    marker = ""
                    if level is not None and not numbered and item.tag.endswith("list-item"):
                        count += 1
                        marker = f"{_shown(level, count)} "
                    numbered = True
                    self.blocks.append(Block("item", f"{marker}{words(child)}", depth))

    def _level(self, style: str | None, depth: int) -> Any:
        node = self._styles.get(style or "")
        if node is None:
            return None
        return next(
            (level for level in node.findall(f"{_TEXT}list-level-style-number") if level.get(f"{_TEXT}level") == str(depth + 1)), None
        )


def _shown(level: Any, value: int) -> str:
    kind = level.get(f"{_STYLE}num-format") or "1"
    shown = {"a": letters(value), "A": letters(value).upper(), "i": roman(value), "I": roman(value).upper()}.get(kind, str(value))
    suffix = level.get(f"{_STYLE}num-suffix")
    return f"{level.get(f'{_STYLE}num-prefix') or ''}{shown}{'.' if suffix is None else suffix}"


def words(node: Any) -> str:
    """The words of a paragraph; notes, comments and tracked deletions are left out."""
    parts: list[str] = []

    def walk(item: Any) -> None:
        if item.tag in (f"{_TEXT}note", f"{_OFFICE}annotation"):
            parts.append(item.tail or "")
            return
        if item.tag in (f"{_TEXT}tab", f"{_TEXT}line-break", f"{_TEXT}s"):
            parts.append(" ")
        parts.append(item.text or "" if isinstance(item.tag, str) else "")
        for child in item:
            walk(child)
        parts.append(item.tail or "")

    walk(node)
    return " ".join("".join(parts).removesuffix(node.tail or "").split())
