"""Printed markers ("4.2", "(a)", "iv.", "Q3") and the clause numbers that follow from them.

A marker is absolute ("4.2.1": the document's own full number) or relative to what it stands under ("(a)", "ii.").
Where a document prints no number, one is derived from the structure: 4.3, then (a), then (i), then (1).
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["decimal", "integer", "letter", "roman", "label"]

ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.I)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("decimal", re.compile(r"((?:[A-Z]{1,4}[- ]?)?\d{1,3}(?:\.\d{1,3})+[A-Za-z]?(?:\([a-z0-9]{1,4}\))*)[.):]?\s+")),
    ("decimal", re.compile(r"(\d{1,3}(?:\.[a-z]\b|\([a-z0-9]{1,4}\))+)[.):]?\s+")),
    ("label", re.compile(r"((?:Q|[A-Z]{1,3})\d{1,3}(?:\.\d{1,3})*)[.):]?\s+")),
    ("label", re.compile(r"(?:Article|Clause|Rule|Paragraph|Principle|Question|Standard)\s+(\d{1,3}(?:\.\d{1,3})*)[.:)]?\s+(?=\S)", re.I)),
    ("integer", re.compile(r"\[(\d{1,3})\]\s+")),
    ("integer", re.compile(r"\(?(\d{1,3})[.)]\)?\s+")),
    ("roman", re.compile(r"\(?([ivxlc]{2,6}|[IVXLC]{2,6})[.)]\s+")),
    ("letter", re.compile(r"\(([a-z]{1,2}|[A-Z])\)\s+")),
    ("letter", re.compile(r"([a-z]|[A-Z])[.)]\s+")),
)


@dataclass(frozen=True)
class Marker:
    """A printed marker: its kind, its value without punctuation, and how many characters of the line it takes."""

    kind: Kind
    value: str
    length: int


def parse_marker(line: str) -> Marker | None:
    """The marker that a line of words starts with, or None. Letters that may be roman are settled by `settle`."""
    for kind, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None or match.end() >= len(line):
            continue
        value = match.group(1)
        if kind == "roman" and not ROMAN.fullmatch(value):
            continue
        return Marker(kind, value.replace(" ", ""), match.end())
    return None


def is_absolute(marker: Marker) -> bool:
    """Does the marker carry the whole number, whatever it stands under?"""
    return marker.kind in ("decimal", "label")


def relative(marker: Marker) -> str:
    """How a relative marker is written behind its parent's number: "(a)"."""
    return f"({marker.value})"


_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def ordinal_of(marker: Marker, kind: Kind) -> int | None:
    """Place of the marker in a series of the kind: (c) is letter 3, (iv) roman 4. None where it cannot be of that kind."""
    value = marker.value.lower()
    if kind == "integer":
        return int(value) if value.isdigit() else None
    if kind == "letter":
        return ord(value) - ord("a") + 1 if len(value) == 1 and value.isalpha() else None
    if kind == "roman" and value and ROMAN.fullmatch(value):
        places = [_ROMAN_VALUES[glyph] for glyph in value]
        return sum(-place if any(place < after for after in places[index + 1 : index + 2]) else place for index, place in enumerate(places))
    return None


def roman(number: int) -> str:
    """Lower-case roman numeral of a positive integer."""
    out = ""
    for value, glyph in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            out, number = out + glyph, number - value
    return out


def letters(number: int) -> str:
    """a..z, aa, ab, ... of a positive integer."""
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("a") + rest) + out
    return out


def derived(parent: str, ordinal: int) -> str:
    """Number of the `ordinal`-th unmarked item beneath `parent`: (a) first, (i) beneath a letter, (1) beneath a roman."""
    last = parent.rsplit("(", 1)[-1].rstrip(")") if parent.endswith(")") else ""
    if not last:
        return f"{parent}({letters(ordinal)})"
    if last.isdigit() or (len(last) == 1 and last not in "iv") or (last.isalpha() and not ROMAN.fullmatch(last)):
        return f"{parent}({roman(ordinal)})" if not last.isdigit() else f"{parent}({letters(ordinal)})"
    return f"{parent}({ordinal})"


_HEADING = (
    re.compile(
        r"(?:(?:section|part|chapter|appendix|annexe?|schedule|article)\s+)((?:[A-Z]|\d{1,3})(?:\.\d{1,3})*|[IVX]{1,5})\b[.:)]?\s*[-–—:]?\s*",
        re.I,
    ),
    re.compile(r"((?:[A-Z]{1,3})?\d{1,3}(?:\.\d{1,3})+)[.:)]?\s+"),
    re.compile(r"(\d{1,2})[.:)]?\s+(?=\D)"),
    re.compile(r"\(?([A-Z]|[IVX]{1,5})[.:)]\s+"),
    re.compile(r"(Q\d{1,3}|[A-Z]\d{1,2})[.:)]?\s+"),
)


def heading_number(title: str) -> tuple[str, int] | None:
    """The number printed in a heading, with how many characters it takes; None where the heading carries none."""
    for order, pattern in enumerate(_HEADING):
        match = pattern.match(title)
        if match:
            prefix = title[: match.start(1)].strip().lower()
            kept = f"{prefix.capitalize()} {match.group(1)}" if order == 0 and prefix not in ("section", "part") else match.group(1)
            if order == 0 and prefix == "part":
                kept = f"Part {match.group(1)}"
            return kept, match.end()
    return None
