"""No word of a document is lost, added or reordered: checked on every import."""

from collections.abc import Sequence

from assistant.errors import AssistantError
from assistant.importing.blocks import Block
from assistant.policy.model import words


def check_words(blocks: Sequence[Block], body: str, where: str) -> None:
    """Raises AssistantError naming the first difference between the words of the blocks and of the body."""
    source = [word for block in blocks for word in words(block.text)]
    target = words(body)
    for place, (left, right) in enumerate(zip(source, target, strict=False)):
        if left != right:
            raise AssistantError(f"{where}: word {place + 1} is {left!r} in the document and {right!r} in the canonical text")
    if len(source) != len(target):
        raise AssistantError(f"{where}: {len(source)} words in the document, {len(target)} in the canonical text")
