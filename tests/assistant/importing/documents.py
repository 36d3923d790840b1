"""The same policy written in every format, by other people's writers: what the importer has to read back."""

import zipfile
from io import BytesIO
from pathlib import Path

from assistant.policy.model import Policy

Lines = list[tuple[str, int, str, str]]
"""(kind, level, marker, words): kind is "heading" or "item"."""


def lines_of(policy: Policy) -> Lines:
    """Headings and clauses of a policy in document order."""
    found = [(section.span.start, ("heading", section.level or 1, "", section.title)) for section in policy.sections]
    for clause in policy.clauses:
        begin = policy.text.rfind("- ", 0, clause.span.start) + 2
        marker = policy.text[begin : clause.span.start].strip()
        found.append((clause.span.start, ("item", clause.depth, marker, clause.text)))
    return [line for _, line in sorted(found)]


def as_html(lines: Lines) -> bytes:
    out = [
        "<!doctype html><html><head><title>x</title></head><body><nav><a href='/'>Home</a></nav><div id='cookie-banner'>We use cookies</div><main>"
    ]
    depth = -1
    for kind, level, marker, words in lines:
        want = level if kind == "item" and level > 0 else -1
        while depth > want:
            out.append("</ul>")
            depth -= 1
        if kind == "heading":
            out.append(f"<h{level}>{words}</h{level}>")
        elif level == 0:
            out.append(f"<p>{marker} {words}</p>")
        else:
            while depth < level:
                out.append("<ul>")
                depth = depth + 1 if depth >= 0 else level
            out.append(f"<li>{marker} {words}</li>")
    return "\n".join([*out, "</ul>" * (depth + 1), "</main><footer>Contact us</footer></body></html>"]).encode()


def as_docx(lines: Lines) -> bytes:
    """python-docx, numbers typed by hand."""
    from docx import Document

    document = Document()
    for kind, level, marker, words in lines:
        if kind == "heading":
            document.add_heading(words, level)
        else:
            document.add_paragraph(f"{marker}\t{words}" if marker else words, style="List Bullet" if level and not marker else None)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(lines: Lines, furniture: bool = True) -> bytes:
    """fpdf2, with a running header and page numbers (which only repeating gives away: not for a single page)."""
    from fpdf import FPDF

    class Paged(FPDF):
        def header(self) -> None:
            self.set_font("helvetica", size=8)
            self.cell(0, 6, "The Trust - policies", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 6, f"Page {self.page_no()}", align="C")

    pdf = Paged() if furniture else FPDF()
    pdf.add_page()
    for kind, level, marker, words in lines:
        pdf.set_font("helvetica", style="B" if kind == "heading" else "", size={1: 18, 2: 14}.get(level, 12) if kind == "heading" else 10)
        pdf.set_x(pdf.l_margin + (6 * level if kind == "item" else 0))
        text = f"{marker} {words}".strip().replace("’", "'").replace("–", "-").replace("£", "GBP ")
        pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.ln(2)
    return bytes(pdf.output())


def as_odt(lines: Lines) -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    for kind, level, marker, words in lines:
        document.text.addElement(H(outlinelevel=level, text=words) if kind == "heading" else P(text=f"{marker} {words}".strip()))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_markdown(lines: Lines) -> bytes:
    return "\n".join(
        f"\n{'#' * level} {words}\n" if kind == "heading" else f"{'  ' * level}- {marker} {words}" for kind, level, marker, words in lines
    ).encode()


def as_text(lines: Lines) -> bytes:
    return "\n".join(
        f"\n{words}\n" if kind == "heading" else f"{'  ' * level}{marker or '-'} {words}" for kind, level, marker, words in lines
    ).encode()


FORMATS = {"docx": as_docx, "html": as_html, "pdf": as_pdf, "odt": as_odt, "md": as_markdown, "txt": as_text}

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word_file(body: str, numbering: str = "", styles: str = "", footnotes: str = "") -> bytes:
    """A .docx of hand-written XML, for what python-docx cannot write."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, root, inner in (
            ("numbering", "numbering", numbering),
            ("styles", "styles", styles),
            ("footnotes", "footnotes", footnotes),
        ):
            if inner:
                package.writestr(f"word/{name}.xml", f"<w:{root} {W}>{inner}</w:{root}>")
    return out.getvalue()


def paragraph(text: str, number: str = "", level: int = 0, style: str = "") -> str:
    """One <w:p>."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def write(folder: Path, name: str, raw: bytes) -> Path:
    """A file of the test."""
    path = folder / name
    path.write_bytes(raw)
    return path
