"""Amounts of money, ages, grades and counts: those that a question gives, and the limits that a clause sets.

"a £90 hamper" lies outside "up to £25" and within "more than £50"; a model that reads words alone takes one tier for another,
and a gift that may be kept for one that may not.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

Make = TypeVar("Make")

MONEY, AGE = "money", "age"

_ONES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ONE, _TEN = "|".join(_ONES), "|".join(_TENS)
_WORDS = rf"(?:(?:a|{_ONE}) (?:hundred|thousand)|(?:{_TEN})(?:[ -](?:{_ONE}))?|{_ONE})"
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{_WORDS})"
"""Pattern of a number in digits or words."""
_COIN = r"(?:pounds?|quid|dollars?|bucks|euros?)"
_RANKS = r"(?:grade|band|scale point|spine point|level)"
_LIMIT_AMOUNT = rf"(?:[£$€] ?{NUMBER}|{NUMBER} (?:US )?{_COIN}|{_RANKS} \d+|(?:the )?(?:age of )?{NUMBER})"

_SLANG = {"fiver": 5.0, "tenner": 10.0}
_NOT_COUNTED = r"(?= (?:now|and|so|but|or|who|has|had|have|wants?|was|is|in|at|with)\b|[,.?!;]|$)"
_GIVEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], "Quantity"]], ...] = (
    (
        re.compile(rf"[£$€] ?({NUMBER})|\b({NUMBER}) ?(?:US )?{_COIN}\b|\b(fiver|tenner)s?\b", re.I),
        lambda match: Quantity(_SLANG[match[3].lower()] if match[3] else _value(match[1] or match[2]), MONEY),
    ),
    (
        re.compile(
            rf"\b({NUMBER})[ -]?(?:yrs?|years?)[ -]?olds?\b|\bage[ds]? ({NUMBER})\b"
            rf"|\b(?:he|she|they|i|who|that|is|are|turn(?:s|ed)?)(?:['’]?(?:s|re|m))?(?: is| are| am)?(?: only| just| now| nearly)? (\d{{2}}){_NOT_COUNTED}",
            re.I,
        ),
        lambda match: Quantity(_value(match[1] or match[2] or match[3]), AGE),
    ),
    (re.compile(rf"\b({_RANKS}) (\d+)\b", re.I), lambda match: Quantity(float(match[2]), match[1].lower())),
    (re.compile(rf"\b({NUMBER}) (?:[a-z]+[ -]){{0,2}}?([a-z]{{4,}})\b", re.I), lambda match: Quantity(_value(match[1]), _stem(match[2]))),
)
"""How a question gives an amount, the plainest first: money, an age, a rank, a number of things."""
_NO_NOUN = frozenset(
    "or and but unless if who whom must may should can in at on is are it they you he she where when as without with".split()
)
"""Words after a number that count nothing: "under 18 or ..." is an age."""
_TIMES = frozenset("year month week day hour minute second time term o'clock people person".split())
"""Nouns that count time, where a limit is mostly a deadline that a late question is still about, and people."""


@dataclass(frozen=True)
class Quantity:
    """An amount: its value in `unit` (money in whatever currency, years of age, a rank, or the noun that is counted)."""

    value: float
    unit: str


@dataclass(frozen=True)
class Limit:
    """The amounts from `low` to `high` in `unit`; infinite where only one end is set, open at an end that is not `closed`."""

    low: float
    high: float
    unit: str
    closed: tuple[bool, bool] = (True, True)

    def holds(self, value: float) -> bool:
        """Does the value lie within?"""
        above = value >= self.low if self.closed[0] else value > self.low
        below = value <= self.high if self.closed[1] else value < self.high
        return above and below


Fit = Literal[-1, 0, 1]


def fit(question: str, clause: str) -> Fit:
    """1: an amount in the question lies within a limit of the clause; -1: there are limits of its unit, and it lies outside all of
    them; 0: nothing to compare."""
    asked = quantities(question)
    if not asked:
        return 0
    set_ = limits(clause)
    compared = [limit.holds(item.value) for item in asked for limit in set_ if limit.unit == item.unit]
    return 0 if not compared else 1 if any(compared) else -1


def quantities(text: str) -> list[Quantity]:
    """The amounts that a text gives."""
    return [given for match, make in _apart(_GIVEN, text) if (given := make(match)).unit not in _TIMES]


def limits(text: str) -> list[Limit]:
    """The limits that a text sets."""
    found = [make(match, unit) for match, make in _apart(_LIMITS, text) for unit in _units(match, text)]
    if _ANY_AMOUNT.search(text):
        found.append(Limit(0, math.inf, MONEY))
    return found


def _apart(table: Iterable[tuple[re.Pattern[str], Make]], text: str) -> Iterator[tuple[re.Match[str], Make]]:
    """The matches of a table's patterns, each with what is made of it, but those over words that an earlier one took."""
    taken: list[tuple[int, int]] = []
    for pattern, make in table:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield match, make


_ANY_AMOUNT = re.compile(
    r"\b(?:(?:in|of) any (?:amount|value)|what(?:ever|soever) (?:the|its|their) (?:amount|value|worth)|at any value|however small)\b", re.I
)
_A, _B, _C, _D = (rf"(?P<{name}>{_LIMIT_AMOUNT})" for name in "abcd")
_LIMITS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Limit]], ...] = (
    (
        re.compile(
            rf"\b(?:more than|over|above|exceeding) {_A} (?:and|but|,)? ?(?:up to|not (?:more than|over|exceeding)|under|less than|below) {_B}",
            re.I,
        ),
        lambda match, unit: Limit(_amount(match["a"]), _amount(match["b"]), unit, (False, True)),
    ),
    (
        re.compile(rf"\b(?:between|from) {_A} (?:and|to) {_B}|{_C}(?: ?[–-] ?| to ){_D}", re.I),
        lambda match, unit: Limit(_amount(match["a"] or match["c"]), _amount(match["b"] or match["d"]), unit),
    ),
    (
        re.compile(
            rf"\b(?:up to|(?:no|not|not worth) more than|not (?:over|exceeding|above)|does not exceed|at most|(?:a )?maximum of|limited to) {_A}"
            rf"|{_C}(?: [a-z]+)? (?:or|and) (?:less|under|below|lower|fewer)\b",
            re.I,
        ),
        lambda match, unit: Limit(-math.inf, _amount(match["a"] or match["c"]), unit),
    ),
    (
        re.compile(rf"\b(?:under|less than|fewer than|below|younger than) {_A}", re.I),
        lambda match, unit: Limit(-math.inf, _amount(match["a"]), unit, (True, False)),
    ),
    (
        re.compile(
            rf"\b(?:at least|(?:a )?minimum of) {_A}|{_C}(?: [a-z]+)? (?:or|and) (?:more|over|above|older|higher|upwards)\b",
            re.I,
        ),
        lambda match, unit: Limit(_amount(match["a"] or match["c"]), math.inf, unit),
    ),
    (
        re.compile(rf"\b(?:more than|over|above|exceeding|exceeds|older than) {_A}", re.I),
        lambda match, unit: Limit(_amount(match["a"]), math.inf, unit, (False, True)),
    ),
)
"""The narrower phrase first: "not more than £50" is no "more than £50"."""


def _units(match: re.Match[str], text: str) -> tuple[str, ...]:
    """What the amounts of a limit are counted in: the nouns that may be meant, where it is neither money nor a rank."""
    words = match[0]
    if re.search(rf"[£$€]|\b{_COIN}\b", words, re.I):
        return (MONEY,)
    rank = re.search(_RANKS, words, re.I)
    if rank:
        return (rank[0].lower(),)
    if re.search(r"\bage\b|\b(?:older|younger)\b", words, re.I):
        return (AGE,)
    after = re.match(r"(?:[ -][a-z-]+){1,4}", text[match.end() :], re.I)
    nouns = tuple(_stem(word) for word in re.findall(r"[a-z]{4,}", after[0].lower())) if after else ()
    if nouns and nouns[0] == "year" and "old" in (after[0].lower() if after else ""):
        return (AGE,)
    if any(noun in _TIMES for noun in nouns[:1]):
        return ()
    young = 10 <= max((_amount(part) for part in match.groupdict().values() if part), default=0) <= 30
    plain = not after or after[0].split()[0].lower() in _NO_NOUN
    return (AGE,) if young and plain else nouns


def _amount(text: str) -> float:
    found = re.search(NUMBER, text, re.I)
    return _value(found[0]) if found else math.nan


def _value(text: str) -> float:
    plain = text.lower().replace(",", "")
    if plain[0].isdigit():
        return float(plain)
    first, _, second = plain.replace("-", " ").partition(" ")
    if second in ("hundred", "thousand"):
        return (1.0 if first == "a" else float(_ONES[first])) * (100 if second == "hundred" else 1000)
    return float(_TENS.get(first, 0) or _ONES.get(first, 0)) + float(_ONES.get(second, 0))


def _stem(word: str) -> str:
    lowered = word.lower()
    return lowered[:-1] if lowered.endswith("s") and not lowered.endswith("ss") else lowered
