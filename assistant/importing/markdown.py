"""Markdown to blocks, as it renders: lists numbered "1." throughout count up, emphasis and links leave their words."""

from assistant.importing.blocks import Document
from assistant.importing.html import read_html


def read_markdown(text: str) -> Document:
    """Blocks of a Markdown file."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    return read_html(f"<html><body><main>{parser.render(text)}</main></body></html>")
