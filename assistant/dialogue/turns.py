"""One earlier message of a conversation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """`role` is "user" or "assistant"."""

    role: str
    content: str
