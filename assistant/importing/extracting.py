"""Bytes of a file to a Document: by what it holds, not by what it is called; in a child process that has limits."""

import json
import logging
import re
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from assistant.errors import UserError
from assistant.importing.blocks import Block, Document

SECONDS = 19
"""Longest that one file may take. A file that needs longer is refused."""
MEMORY = 1_000_000_000
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*(?:<!doctype html|<html))", re.I | re.S)


def extract(path: Path, raw: bytes) -> Document:
    """Blocks of a file. Raises UserError in one line for whatever cannot be taken."""
    command = [sys.executable, "-m", "assistant.importing.extracting", str(path)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, preexec_fn=_limit, check=False)
    except subprocess.TimeoutExpired as error:
        raise UserError(f"{path}: took more than {SECONDS} s to read; it is not taken") from error
    if done.returncode == 2:
        raise UserError(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    if done.returncode != 0:
        raise UserError(f"{path}: cannot be read safely (it may be damaged, or made to be slow or large); save it again as Word or text")
    data = json.loads(done.stdout)
    return Document(tuple(Block(**block) for block in data["blocks"]), tuple(data["warnings"]), data["title"])


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def extract_here(path: Path, raw: bytes) -> Document:
    """The same, in this process, without limits."""
    from assistant.importing.html import read_html
    from assistant.importing.markdown import read_markdown
    from assistant.importing.odt import read_odt
    from assistant.importing.pdf import read_pdf
    from assistant.importing.plain import read_plain
    from assistant.importing.word import read_word

    where = str(path)
    if raw[:4] == b"PK\x03\x04":
        return read_odt(raw, where) if b"opendocument.text" in raw[:200] else read_word(raw, where)
    if b"%PDF-" in raw[:1024]:
        return read_pdf(raw, where)
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UserError(f"{where}: an old Word file, or one with a password; open it in Word and save it as .docx without a password")
    if raw[:5] == b"{\\rtf":
        return read_plain(_rtf(raw, where))
    text = decode(where, raw)
    if _HTML.match(text) or path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return read_html(text)
    if path.suffix.lower() in (".md", ".markdown") or len(re.findall(r"(?m)^#{1,4} \S", text)) > 1:
        return read_markdown(text)
    return read_plain(text)


def _rtf(raw: bytes, where: str) -> str:
    from striprtf.striprtf import rtf_to_text  # untyped

    try:
        return str(rtf_to_text(raw.decode("cp1252", "replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    except Exception as error:  # the library raises whatever a broken file makes it raise
        raise UserError(f"{where}: the RTF file is damaged; save it again as Word") from error


def decode(where: str, raw: bytes) -> str:
    """Text of UTF-8, UTF-16 or Windows-1252 bytes. Raises UserError for a binary file."""
    binary = f"{where}: is a binary file, not a document; take .docx, .pdf, .odt, .rtf, .html, .md or .txt"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UserError(f"{where}: damaged UTF-16 text; save it as UTF-8") from error
    if b"\0" in raw:
        half = raw[1::2].count(0) > 0.8 * (len(raw) // 2), raw[::2].count(0) > 0.8 * (len(raw) // 2)
        if not any(half):
            raise UserError(binary)
        return raw.decode("utf-16-le" if half[0] else "utf-16-be", "strict")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as error:
            raise UserError(f"{where}: neither UTF-8, UTF-16 nor Windows-1252 text; save it as UTF-8") from error
    if sum(character < " " and character not in "\t\n\r\f\v" for character in text) > len(text) / 200:
        raise UserError(binary)
    return text


def main() -> int:
    """The child: bytes on standard input, a Document as JSON on standard output, a user's mistake on standard error."""
    logging.disable(logging.CRITICAL)  # the parsers log what they mend
    try:
        document = extract_here(Path(sys.argv[1]), sys.stdin.buffer.read())
    except UserError as error:
        sys.stderr.write(" ".join(str(error).split()))
        return 2
    json.dump(asdict(document), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
