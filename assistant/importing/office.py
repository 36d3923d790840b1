"""Word and PDF to blocks. Entities are off, sizes are bounded, and a file that cannot be read gets one line."""

import io
import re
import zipfile

from assistant.errors import UserError
from assistant.importing.blocks import Block, Document
from assistant.importing.plain import read_plain

MOST_UNPACKED = 200_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(raw: bytes, where: str) -> Document:
    """Blocks of a Word file: heading styles, paragraphs, lists and tables; deletions dropped, insertions kept."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED or len(archive.infolist()) > 5000:
                raise UserError(f"{where}: unpacks to more than {MOST_UNPACKED:,} bytes; it is not taken")
            if "word/document.xml" not in archive.namelist():
                raise UserError(f"{where}: a zip file, but not a Word document; save it as .docx")
            data = archive.read("word/document.xml").replace(b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W[1:-1].encode())
    except zipfile.BadZipFile as error:
        raise UserError(f"{where}: the Word file is damaged; open it in Word and save it again") from error
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65536]:
        raise UserError(f"{where}: holds XML entities, which no Word document needs; it is not taken")
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UserError(f"{where}: the Word file is damaged; open it in Word and save it again") from error
    body = root.find(f"{_W}body")
    blocks: list[Block] = []

    def text_of(node: etree._Element) -> str:
        parts: list[str] = []
        for item in node.iter():
            if any(up.tag in (f"{_W}del", f"{_W}moveFrom") or up.tag.endswith("}Fallback") for up in item.iterancestors()):
                continue
            if item.tag == f"{_W}t":
                parts.append(item.text or "")
            elif item.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                parts.append(" ")
        return " ".join("".join(parts).split())

    for node in body if body is not None else ():
        if node.tag == f"{_W}p":
            line = text_of(node)
            if not line:
                continue
            style = node.find(f"{_W}pPr/{_W}pStyle")
            name = str(style.get(f"{_W}val") if style is not None else "").lower()
            heading = re.search(r"heading\s*(\d)", name)
            listed = node.find(f"{_W}pPr/{_W}numPr") is not None or "list" in name
            if name == "title":
                blocks.append(Block("heading", line, 1))
            elif heading:
                blocks.append(Block("heading", line, min(6, int(heading.group(1)) + (1 if any(b.level == 1 for b in blocks) else 0))))
            else:
                blocks.append(Block("item" if listed else "paragraph", line))
        elif node.tag == f"{_W}tbl":
            for row in node.iter(f"{_W}tr"):
                cells = [text_of(cell) for cell in row.findall(f"{_W}tc")]
                if any(cells):
                    blocks.append(Block("row", " | ".join(cells)) if len(cells) > 1 else Block("paragraph", cells[0]))
    return Document(tuple(blocks))


def read_pdf(raw: bytes, where: str) -> Document:
    """Blocks of a text PDF: repeated headers, footers and page numbers dropped and reported, wrapped lines joined."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError(f"{where}: the PDF has a password; save it without one")
        pages = [page.extract_text() or "" for page in reader.pages]
    except PyPdfError as error:
        raise UserError(f"{where}: the PDF is damaged: {str(error).splitlines()[0] if str(error) else 'cannot be read'}") from error
    if sum(len(page.split()) for page in pages) < 20:
        raise UserError(f"{where}: the PDF has no text layer (a scan); save it as Word, or run text recognition first")
    lines = [[line.strip() for line in page.split("\n")] for page in pages]
    counts: dict[str, int] = {}
    for page in lines:
        for line in {re.sub(r"\d+", "#", line) for line in (*page[:3], *page[-3:]) if line}:
            counts[line] = counts.get(line, 0) + 1
    repeated = {line for line, count in counts.items() if len(pages) > 2 and count > len(pages) / 2}
    kept = [
        line
        for page in lines
        for line in page
        if re.sub(r"\d+", "#", line) not in repeated and not re.fullmatch(r"(?:Page )?\d{1,3}(?: of \d{1,3})?", line)
    ]
    spaced: list[str] = []
    for place, line in enumerate(kept):
        before = kept[place - 1] if place else ""
        short = 0 < len(line.split()) <= 9 and line[:1].isupper() and line[-1:] not in ".;:,"
        ended = not before or before[-1:] in ".;:" or spaced[-1:] == [""]
        after = kept[place + 1] if place + 1 < len(kept) else ""
        if short and ended and (after[:1].isupper() or after[:1].isdigit()):
            spaced.extend(["", line, ""])
        else:
            spaced.append(line)
            if line.endswith(".") and len(line) < 70:
                spaced.append("")
    document = read_plain("\n".join(spaced))
    warnings = [f"repeated page lines dropped: {line}" for line in sorted(repeated)]
    return Document(document.blocks, (*document.warnings, *warnings))
