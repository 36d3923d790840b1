"""Web pages to blocks: the main content, without menus, banners, scripts and hidden text."""

import re
from typing import Any

from assistant.importing.blocks import Block, Document
from assistant.policy.numbering import letters, roman

_DROPPED = (
    "script", "style", "nav", "aside", "form", "noscript", "template", "svg", "button", "iframe", "select", "input", "dialog", "head", "object",
)  # fmt: skip
_BANNER = re.compile(
    r"cookie|consent|breadcrumb|skip-?link|(?:^|[-_ ])nav(?:$|[-_ ]|igation|bar)|menu|sidebar|related|(?:^|[-_ ])share|social-(?:links|share)|pagination|feedback|"
    r"site-?header|site-?footer|page-?footer|global-(?:header|footer)|banner|newsletter|contents-list|(?:^|[-_ ])toc(?:$|[-_ ])|visually-hidden|sr-only|print-link",
    re.I,
)
_BLOCKS = (
    "p",
    "ul",
    "ol",
    "table",
    "div",
    "section",
    "article",
    "dl",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "details",
    "figure",
    "main",
)
_LINES = ("p", "dt", "dd", "pre", "figcaption", "summary", "address", "legend", "caption")


def read_html(text: str) -> Document:
    """Blocks of a page."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "lxml")
    for button in soup.select("h1 button, h2 button, h3 button, h4 button, h5 button, h6 button, summary button"):
        button.unwrap()  # an accordion's title is a heading that can be pressed
    named = re.split(r"\s+[|–—-]\s+", soup.title.get_text(" ", strip=True))[0] if soup.title else ""
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    root = soup.find("main") or soup.find(None, {"role": "main"}) or soup.find("article") or soup.body or soup
    dropped = 0
    for tag in root.find_all(True):
        if tag.decomposed or tag.attrs is None:
            continue
        if _is_furniture(tag):
            dropped += 1
            tag.decompose()
    reader = _Reader()
    reader.walk(root, 0)
    warnings = (f"{dropped} menus, banners or hidden parts left out",) if dropped else ()
    return Document(tuple(reader.blocks), warnings, named)


def _is_furniture(tag: Any) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").lower()
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or "display:none" in style or "visibility:hidden" in style:
        return True
    if tag.name in ("header", "footer") and not tag.find(("h1",)):
        return True
    names = " ".join([*(tag.get("class") or []), str(tag.get("id") or ""), str(tag.get("role") or "")])
    long = len(tag.get_text(" ").split()) > 150  # a class name is no reason to drop the document itself
    return bool(names and tag.name in ("div", "section", "ul", "ol", "span", "p", "a") and _BANNER.search(names) and not long)


class _Reader:
    """Walks the page in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def walk(self, tag: Any, depth: int) -> None:
        """Everything in a block element; loose text between block elements is a paragraph."""
        loose: list[str] = []
        for child in tag.children:
            name = getattr(child, "name", None)
            if name is None:
                if type(child).__name__ == "NavigableString":
                    loose.append(str(child))
            elif name == "br":
                self._flush(loose)
            elif name in _BLOCKS or name in _LINES or child.find(_BLOCKS):
                self._flush(loose)
                self._element(child, depth)
            else:
                loose.append(child.get_text(""))
        self._flush(loose)

    def _flush(self, loose: list[str]) -> None:
        line = _words("".join(loose))
        loose.clear()
        if line:
            self.blocks.append(Block("paragraph", line))

    def _element(self, tag: Any, depth: int) -> None:
        if re.fullmatch(r"h[1-6]", tag.name):
            if _words(tag.get_text("")):
                self.blocks.append(Block("heading", _words(tag.get_text(" ")), int(tag.name[1])))
        elif tag.name in ("ul", "ol"):
            self._list(tag, depth)
        elif tag.name == "table":
            self._table(tag)
        elif tag.name in _LINES and not tag.find(_BLOCKS):
            lines = _broken(tag)
            if tag.name == "p" and len(lines) == 1 and _is_bold_title(tag, lines[0]):
                self.blocks.append(Block("heading", lines[0], 5))
            else:
                self.blocks.extend(Block("paragraph", line) for line in lines)
        else:
            self.walk(tag, depth)

    def _list(self, tag: Any, depth: int) -> None:
        value = int(tag.get("start")) if str(tag.get("start") or "").lstrip("-").isdigit() else 1
        for item in tag.find_all("li", recursive=False):
            if str(item.get("value") or "").isdigit():
                value = int(item["value"])
            own, inner = self._parts(item)
            if own:
                marker = "" if tag.name == "ul" else _marker(value, str(tag.get("type") or "1"))
                self.blocks.append(Block("item", f"{marker}{own}", depth))
            value += 1
            for child in inner:
                if child.name in ("ul", "ol"):
                    self._list(child, depth + 1 if own else depth)
                elif child.name == "table":
                    self._table(child)
                else:
                    for line in _broken(child):
                        self.blocks.append(Block("item", line, depth + 1))

    def _parts(self, item: Any) -> tuple[str, list[Any]]:
        """The item's own first words, and the block elements after them."""
        own: list[str] = []
        inner: list[Any] = []
        for child in item.children:
            name = getattr(child, "name", None)
            if name is None:
                target = own if not inner else None
                if target is not None:
                    target.append(str(child))
            elif name in ("ul", "ol", "table") or (
                name in ("p", "div", "section") and not child.find(("ul", "ol", "table")) and (_words("".join(own)) or inner)
            ):
                inner.append(child)
            elif child.find(("ul", "ol", "table")):
                more, deeper = self._parts(child)
                own.append(f" {more} ")
                inner.extend(deeper)
            elif not inner:
                own.append(child.get_text("") if name not in ("p", "div") else f" {child.get_text(' ')} ")
            elif _words(child.get_text(" ")):
                inner.append(child)
        return _words("".join(own)), inner

    def _table(self, table: Any) -> None:
        caption = table.find("caption")
        if caption and _words(caption.get_text(" ")):
            self.blocks.append(Block("paragraph", _words(caption.get_text(" "))))
        for row in table.find_all("tr"):
            if row.find_parent("table") is not table:
                continue
            cells = [_words(cell.get_text(" ")) for cell in row.find_all(("td", "th"), recursive=False)]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > 1:
                self.blocks.append(Block("row", " | ".join(cells)))
            elif cells:
                self.blocks.append(Block("paragraph", cells[0]))


def _is_bold_title(tag: Any, words: str) -> bool:
    """A short paragraph that is all bold is a heading in all but name."""
    bold = _words("".join(piece.get_text("") for piece in tag.find_all(("strong", "b"))))
    return bold == words and len(words.split()) <= 12 and words[-1] not in ".:;,"


def _broken(tag: Any) -> list[str]:
    """Lines of an element, at its line breaks."""
    lines: list[list[str]] = [[]]
    for piece in tag.descendants:
        if getattr(piece, "name", None) == "br":
            lines.append([])
        elif type(piece).__name__ == "NavigableString":
            lines[-1].append(str(piece))
    return [line for line in (_words("".join(parts)) for parts in lines) if line]


def _marker(value: int, kind: str) -> str:
    shown = {
        "a": letters(value),
        "A": letters(value).upper(),
        "i": roman(value) if value > 0 else "0",
        "I": roman(value).upper() if value > 0 else "0",
    }
    return f"{shown.get(kind, str(value))}. "


def _words(text: str) -> str:
    return " ".join(re.sub("[\u00ad\u200b\u2060\ufeff]", "", text).split())
