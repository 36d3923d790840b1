"""Spelling repair: a word that nobody knows, one slip from a word of the policies, is read as that word."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

_WORD = re.compile(r"[A-Za-z]{4,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly")


class Speller:
    """Repairs over the words of the policies held; `known` are words that are never touched."""

    def __init__(self, texts: Iterable[str], known: Collection[str]) -> None:
        self._counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._known = known

    def repair(self, text: str) -> str:
        """The text with each unknown word that is one slip (a letter dropped, doubled, changed or swapped) from a policy word read
        as that word, the commonest one where there are several. Names and slang that are near no policy word stay."""
        return _WORD.sub(lambda match: self._repaired(match.group()), text)

    def _repaired(self, word: str) -> str:
        lowered = word.lower()
        if self._is_known(lowered):
            return word
        found = [near for near in set(_one_slip(lowered)) if near in self._counts]
        return max(found, key=lambda near: (self._counts[near], near)) if found else word

    def _is_known(self, word: str) -> bool:
        stems = [word, *(word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2)]
        return any(stem in self._known or stem in self._counts for stem in stems)


def _one_slip(word: str) -> Iterator[str]:
    """Every string one deletion, transposition, replacement or insertion away (Damerau, 1964)."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail
