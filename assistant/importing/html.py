"""Web pages to blocks: the main content, without menus, banners and scripts."""

import re

from assistant.importing.blocks import Block, Document

_DROPPED = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "button", "iframe")
_BANNER = re.compile(r"cookie|consent|breadcrumb|skip-link|navigation|menu|sidebar|related|share", re.I)


def read_html(text: str) -> Document:
    """Blocks of a page."""
    from bs4 import BeautifulSoup, Tag

    soup = BeautifulSoup(text, "lxml")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.attrs is None:
            continue
        name = " ".join([*(tag.get("class") or []), str(tag.get("id") or "")])
        hidden = (
            tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or "display:none" in str(tag.get("style") or "").replace(" ", "")
        )
        if hidden or (name and tag.name in ("div", "section", "ul", "ol") and _BANNER.search(name)):
            tag.decompose()
    root = soup.find("main") or soup.find("article") or soup.find(attrs={"role": "main"}) or soup.body or soup
    blocks: list[Block] = []

    def words(tag: Tag) -> str:
        return " ".join(tag.get_text(" ").split())

    def own(tag: Tag) -> str:
        parts = [
            child.get_text(" ") if isinstance(child, Tag) else str(child)
            for child in tag.children
            if getattr(child, "name", None) not in ("ul", "ol", "table")
        ]
        return " ".join(" ".join(parts).split())

    def walk(tag: Tag, depth: int) -> None:
        loose: list[str] = []

        def flush() -> None:
            line = " ".join(" ".join(loose).split())
            loose.clear()
            if line:
                blocks.append(Block("paragraph", line))

        for child in tag.children:
            if not isinstance(child, Tag):
                loose.append(str(child))
                continue
            name = child.name
            if re.fullmatch(r"h[1-6]", name):
                flush()
                if words(child):
                    blocks.append(Block("heading", words(child), int(name[1])))
            elif name in ("ul", "ol"):
                flush()
                start = int(str(child.get("start") or 1)) if str(child.get("start") or "1").isdigit() else 1
                for place, item in enumerate(child.find_all("li", recursive=False), start=start):
                    line = own(item)
                    if line:
                        blocks.append(Block("item", f"{place}. {line}" if name == "ol" else line, depth))
                    for inner in item.find_all(("ul", "ol", "table"), recursive=False):
                        wrapper = soup.new_tag("div")
                        inner.wrap(wrapper)
                        walk(wrapper, depth + 1)
            elif name == "table":
                flush()
                for row in child.find_all("tr"):
                    cells = [words(cell) for cell in row.find_all(("td", "th"))]
                    if any(cells):
                        blocks.append(Block("row", " | ".join(cells)) if len(cells) > 1 else Block("paragraph", cells[0]))
            elif name in ("p", "dt", "dd", "blockquote", "pre", "figcaption", "summary", "address") and not child.find(
                ("p", "ul", "ol", "table")
            ):
                flush()
                if words(child):
                    blocks.append(Block("paragraph", words(child)))
            elif name in ("div", "section", "article", "main", "details", "dl", "body", "blockquote", "td", "figure"):
                flush()
                walk(child, depth)
            elif name == "br":
                flush()
            else:
                loose.append(child.get_text(" "))
        flush()

    walk(root, 0)
    return Document(tuple(blocks))
