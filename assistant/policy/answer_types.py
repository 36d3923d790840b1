"""The type of answer that a question wants (how often, how long or by when, how many or how much), and whether a passage holds one of it.

Expected answer types are an old step of question answering (Li and Roth, 2002). A clause about somebody's accounts does not answer
"how many followers do we have?" unless it gives a number; a model that reads for the subject alone takes it for an answer.
"""

import re
from enum import Enum
from typing import Literal

from assistant.policy.quantities import NUMBER

Supplied = Literal[-1, 0, 1]

_PERIOD = r"(?:(?:half[ -])?terms?|(?:second|minute|min|hour|hr|day|night|week|weekend|fortnight|month|quarter|year)s?)"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"


class AnswerType(Enum):
    """What a question wants to be told."""

    FREQUENCY = "frequency"
    TIME = "time"
    NUMBER = "number"


_WANTED: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        AnswerType.FREQUENCY,
        re.compile(rf"\bhow (?:often|regular(?:ly)?|frequent(?:ly)?)\b|\bhow many times (?:an?|per|each|every) {_PERIOD}\b", re.I),
    ),
    (
        AnswerType.TIME,
        re.compile(
            r"\bhow (?:long|soon|quick(?:ly)?|fast|late|early|far (?:ahead|in advance))\b"
            rf"|\bhow (?:many|much) (?:more )?(?:working |school |calendar )?(?:{_PERIOD}|notice|warning|time)\b"
            r"|\bdead ?lines?\b|\btime[- ]?(?:limit|scale|frame)s?\b|\bnotice period\b|\bcut[- ]?off\b|\b(?:by|since) when\b|\bwhat time\b"
            r"|\bwhen (?:do|does|will|would|must|should|is|are|can) (?:i|we|they|my|the|it|he|she|you)\b[^?.]*"
            r"\b(?:hear|know|get|told|back|end|due|expire|start|done|in)\b",
            re.I,
        ),
    ),
    (
        AnswerType.NUMBER,
        re.compile(
            r"\bhow (?:many|much|old|big|large|high)\b"
            r"|\bwhat(?:['’]?s| is| are)? the (?:most|max(?:imum)?|min(?:imum)?|least|limit|age|cost|price|fee|cap|threshold|amount|number)\b"
            r"|\bwhat (?:age|grade|rank|band|percentage|amount|number)\b",
            re.I,
        ),
    ),
)
"""The narrower type first: "how many days" wants a time."""
_HELD = {
    AnswerType.FREQUENCY: re.compile(
        rf"\b(?:annual|year|month|week|dai|term|quarter|fortnight|night)ly\b|\bannual\b|\b(?:regular|periodic|periodical)(?:ly)?\b|\bfrom time to time\b"
        rf"|\b(?:every|each|per|an?) {_PERIOD}\b|\bevery\b|\b(?:once|twice|always|anniversary)\b|\b{NUMBER} (?:times|{_PERIOD})\b",
        re.I,
    ),
    AnswerType.TIME: re.compile(
        rf"\b(?:{NUMBER}|an?|half an)[ -](?:[a-z]+[ -]){{0,2}}?{_PERIOD}\b"
        r"|\b(?:immediate|prompt|indefinite)(?:ly)?\b|\b(?:at once|straight ?away|as soon as|without delay|any time|at least|until|before|after)\b"
        r"|\bthe (?:same|next) (?:working |school )?(?:day|lesson|week|morning)\b|\bby (?:the end|noon|midday|midnight)\b|\b(?:lasts?|remains?|expires?)\b"
        rf"|\b\d{{1,2}}(?:[.:]\d\d)? ?(?:am|pm)\b|\b\d{{1,2}}:\d\d\b|\b(?:{_MONTH})\b",
        re.I,
    ),
    AnswerType.NUMBER: re.compile(
        rf"\d|[£$€%]|\b(?!one\b){NUMBER}\b|\b(?:only one|none|half|both|single|once|twice|unlimited|no limit|rank of|grade|band)\b|\bany (?:amount|value)\b",
        re.I,
    ),
}


def expected(question: str) -> AnswerType | None:
    """The type of answer that a question wants, where its words tell."""
    return next((kind for kind, pattern in _WANTED if pattern.search(question)), None)


def supplied(question: str, passage: str) -> Supplied:
    """1: the passage holds an answer of the type that the question wants; -1: it holds none; 0: the question's words tell no type."""
    kind = expected(question)
    if kind is None:
        return 0
    return 1 if _HELD[kind].search(passage) else -1
