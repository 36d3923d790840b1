"""Files from strangers: one clear line that names the file, nothing written, bounded time and memory."""

import resource
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from assistant.errors import UserError
from assistant.importing.importer import import_file
from tests.assistant.importing.documents import paragraph, word_file, write

SECONDS, KILOBYTES = 20, 1_000_000
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or chr(0)};" * 10}">'.replace("\0", "") for n in range(1, 10))
    + "]>"
)


def package(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


def flagged_encrypted(raw: bytes) -> bytes:
    """The package with the password flag set on every part."""
    data = bytearray(raw)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def locked_pdf() -> bytes:
    from fpdf import FPDF
    from pypdf import PdfReader, PdfWriter

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    pdf.cell(0, 10, "Staff must sign in at reception every day.")
    writer = PdfWriter(clone_from=PdfReader(BytesIO(bytes(pdf.output()))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


GOOD = word_file("".join(paragraph(f"Staff must keep rule {number}.") for number in range(400)))
FILES: dict[str, bytes] = {
    "zip-bomb.docx": package(document=b"<w>" + b" " * 300_000_000 + b"</w>"),
    "many-parts.docx": package(**{f"part{number}": b"<x/>" for number in range(6_000)}),
    "entity-bomb.docx": package(document=f"{BOMB}<x>&a9;</x>".encode()),
    "external-entity.docx": package(document=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    "truncated.docx": GOOD[: len(GOOD) // 2],
    "encrypted.docx": flagged_encrypted(GOOD),
    "renamed.docx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "renamed.pdf": GOOD[:100] + b"\0" * 5_000,
    "locked.pdf": locked_pdf(),
    "truncated.pdf": locked_pdf()[:300],
    "no-document.docx": package(other=b"<x/>"),
    "old-word.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2_000,
}


@pytest.mark.parametrize("name", FILES)
def test_refused_in_one_line_within_bounds(name: str, tmp_path: Path) -> None:
    source, corpus = write(tmp_path, name, FILES[name]), tmp_path / "corpus"
    began = time.monotonic()
    with pytest.raises(UserError) as caught:
        import_file(source, corpus)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not corpus.exists()
    assert time.monotonic() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < KILOBYTES


@pytest.mark.parametrize("depth", [200, 20_000])
def test_deep_nesting_ends(depth: int, tmp_path: Path) -> None:
    """Taken or refused, in bounded time; never a crash."""
    source = write(tmp_path, "deep.html", b"<html><body>" + b"<div><ul><li>" * depth + b"Staff must sign." + b"</li></ul></div>" * depth)
    began = time.monotonic()
    try:
        assert import_file(source, tmp_path / "corpus").clauses
    except UserError as error:
        assert "deep.html" in str(error)
    assert time.monotonic() - began < SECONDS
