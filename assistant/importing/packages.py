"""Zip packages and XML from strangers: sizes bounded, entities off, nothing fetched."""

import zipfile
from io import BytesIO
from typing import Any

from assistant.errors import UserError

MOST_UNPACKED = 200_000_000
MOST_MEMBERS = 5_000
MOST_RATIO = 200


def open_package(raw: bytes, where: str) -> zipfile.ZipFile:
    """The package. Raises UserError where it is damaged, encrypted, or unpacks to more than it should."""
    try:
        package = zipfile.ZipFile(BytesIO(raw))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UserError(f"{where}: the file is damaged or cut short; open it in the program that made it and save it again") from error
    members = package.infolist()
    size = sum(entry.file_size for entry in members)
    if len(members) > MOST_MEMBERS or size > MOST_UNPACKED or size > MOST_RATIO * max(len(raw), 100_000):
        raise UserError(f"{where}: unpacks to {size:,} bytes in {len(members):,} parts, more than a document needs; it is not taken")
    if any(entry.flag_bits & 1 for entry in members):
        raise UserError(f"{where}: has a password; save it without one")
    return package


def member(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part. Raises UserError where the part is damaged."""
    try:
        return package.read(name)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, KeyError) as error:
        raise UserError(f"{package.filename or 'the file'}: its part {name} is damaged; save it again") from error
    except Exception as error:  # zlib.error has no public base class
        raise UserError(f"the part {name} is damaged; save the file again") from error


def parse_xml(data: bytes, where: str) -> Any:
    """The root. Raises UserError for XML that declares entities or is not well-formed."""
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UserError(f"{where}: declares XML entities, which no document needs; it is not taken")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UserError(f"{where}: the file is damaged; open it in the program that made it and save it again") from error
