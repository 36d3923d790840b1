"""Spelling repair: a word that nobody knows, one slip from a word of the policies, is read as that word; a telephone's short forms
are read as the words they stand for."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

_WORD = re.compile(r"[A-Za-z]{4,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly")
_SHORT = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "plz": "please",
    "ppl": "people",
    "cos": "because",
    "wot": "what",
    "tho": "though",
}
_NUMBERED = ("year", "yr", "stage", "level", "grade", "key", "class", "group", "set", "part", "step", "section")
_COUNTED = "".join(rf"(?<!\b{name} )" for name in _NUMBERED)
_SHORT_WORD = re.compile(rf"{_COUNTED}(?<![\w'’&.])(?:{'|'.join(_SHORT)})(?![\w'’&.])")
_OBJECT = "the|my|our|your|their|his|her|him|them|me|us|a|an|this|that|it"
_VERB = "be|do|get|go|have|use|take|give|tell|ask|see|make|send|post|put|share|show|say|let|keep|bring|wear|meet|talk|speak|call|pay|report"
_FIGURE = re.compile(rf"{_COUNTED}(?<=[a-z] )(?:2(?= (?:{_OBJECT}|{_VERB})\b)|4(?= (?:{_OBJECT})\b))", re.I)
"""A figure that can be no amount: "email it 2 the head", "allowed 2 post", not "2 weeks" or "year 2 pupils"."""


class Speller:
    """Repairs over the words of the policies held; `known` are words that are never touched."""

    def __init__(self, texts: Iterable[str], known: Collection[str]) -> None:
        self._counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._known = known

    def repair(self, text: str) -> str:
        """The text with short forms written out, and each unknown word that is one slip (a letter dropped, doubled, changed or
        swapped) from a policy word, or from a form of one, read as that word, the commonest one where there are several. Names and
        slang that are near no policy word stay."""
        spelt = _SHORT_WORD.sub(lambda match: _SHORT[match.group()], text)
        spelt = _FIGURE.sub(lambda match: "to" if match.group() == "2" else "for", spelt)
        return _WORD.sub(lambda match: self._repaired(match.group()), spelt)

    def _repaired(self, word: str) -> str:
        lowered = word.lower()
        if self._is_known(lowered):
            return word
        near = set(_one_slip(lowered))
        found = [other for other in near if other in self._counts] or [
            other for other in near if other in self._known and any(stem in self._counts for stem in _stems(other))
        ]
        return max(found, key=lambda other: (self._counts[other], other)) if found else word

    def _is_known(self, word: str) -> bool:
        return any(stem in self._known or stem in self._counts for stem in _stems(word))


def _stems(word: str) -> list[str]:
    """The word, and what it may be a form of."""
    return [word, *(word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2)]


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
