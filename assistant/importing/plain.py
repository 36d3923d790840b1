"""Plain text to blocks: headings are short unpunctuated lines between blank lines; lists survive page breaks."""

import re

from assistant.importing.blocks import UNKNOWN, Block, Document

_BULLET = re.compile(r"^(\s*)[-*•·▪o–]\s+(?=\S)")
_MARKED = re.compile(r"^\s*(?:\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?)\s+(?=\S)")
_TYPED = re.compile(r"^(\s*)(\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)]|\(?\d{1,3}[.)]?|\d{1,3}(?:\.\d{1,3})+\.?|[-*•·▪–])\t+([^\t]+)$")
_LABEL = re.compile(r"^[A-Z][\w ]{0,24}:\s")
_SPACES = re.compile(r"[ \u00a0\u2007\u202f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\U000e0000-\U000e007f]")


def read_plain(text: str) -> Document:
    """Blocks of a text. Hidden characters are removed and reported."""
    warnings = []
    hidden = len(_INVISIBLE.findall(text.lstrip("\ufeff")))
    if hidden:
        warnings.append(f"{hidden} hidden characters removed")
    lines = [_typed_marker(_INVISIBLE.sub("", line).rstrip()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    blocks: list[Block] = []
    joined = False
    capitals = any(_is_heading(lines, place) and line.strip().isupper() for place, line in enumerate(lines))
    for place, line in enumerate(lines):
        if not line.strip():
            joined = False
            continue
        words = _SPACES.sub(" ", line.strip())
        bullet = _BULLET.match(line)
        if "\t" in line.strip():
            blocks.append(Block("row", " | ".join(cell.strip() for cell in line.strip("\n").split("\t")).rstrip(" |")))
            joined = False
        elif bullet:
            blocks.append(Block("item", _SPACES.sub(" ", line[bullet.end() :].strip()), UNKNOWN))
            joined = True
        elif _is_rule(words):
            continue
        elif _is_columns(lines, place):
            blocks.append(Block("row", " | ".join(re.split(r"\s{2,}|\s*\|\s*", line.strip().strip("|").strip()))))
            joined = False
        elif _is_numbered_heading(lines, place):
            blocks.append(Block("heading", words, 2))
            joined = False
        elif _MARKED.match(line):
            blocks.append(Block("item", words, UNKNOWN))
            joined = True
        elif _is_heading(lines, place):
            level = 1 if not blocks else 2 if not capitals or words.isupper() else 3
            blocks.append(Block("heading", words, level))
            joined = False
        elif joined and not _LABEL.match(words):
            last = blocks.pop()
            blocks.append(Block(last.kind, f"{last.text} {words}", last.level))
        else:
            blocks.append(Block("paragraph", words))
            joined = True
    return Document(tuple(blocks), tuple(warnings))


def _typed_marker(line: str) -> str:
    """A number, letter or bullet typed by hand with a tab behind it, and tabs before it, as spaces; a table's row keeps its tabs."""
    match = _TYPED.match(line)
    return f"{' ' * 4 * match.group(1).count(chr(9))}{match.group(2)} {match.group(3)}" if match else line


def _is_rule(words: str) -> bool:
    """A line of dashes or the like under a title or in a drawn table."""
    return (len(words) > 2 and not any(character.isalnum() for character in words) and not words.startswith(("-----",))) or bool(
        re.fullmatch(r"[-=_+| ]{4,}", words)
    )


def _is_columns(lines: list[str], place: int) -> bool:
    """A row of a table drawn with spaces or bars: two or more gaps, as in a neighbouring line."""

    def gaps(line: str) -> int:
        return len(re.findall(r"\S(?:\s{2,}|\s*\|\s*)(?=\S)", line.strip().strip("|")))

    near = [line for line in lines[max(0, place - 2) : place + 3] if line.strip() and not re.fullmatch(r"[-=_+| ]{4,}", line.strip())]
    return gaps(lines[place]) >= 1 and sum(gaps(line) >= 1 for line in near) >= 2 and not _BULLET.match(lines[place])


def _is_numbered_heading(lines: list[str], place: int) -> bool:
    """ "4. RESPECT FOR EACH OTHER", or "4 Respect" over clauses numbered 4.1: a line of its own without a full stop."""
    match = re.match(r"\s*(?:Section |Part )?(\d{1,2})[.)]?\s+(\S.*)$", lines[place])
    if not match or len(match.group(2).split()) > 10 or match.group(2)[-1] in ".;:,":
        return False
    if match.group(2).isupper():
        return True
    following = next((line.strip() for line in lines[place + 1 :] if line.strip()), "")
    return following.startswith(f"{match.group(1)}.1") and match.group(2)[0].isupper()


def _is_heading(lines: list[str], place: int) -> bool:
    line = lines[place].strip()
    alone = (place == 0 or not lines[place - 1].strip()) and (place + 1 >= len(lines) or not lines[place + 1].strip())
    short = 0 < len(line.split()) <= 10 and len(line) < 90
    return alone and short and "\t" not in line and line[-1] not in ".;:,?!" and not _BULLET.match(line) and not _LABEL.match(line)
