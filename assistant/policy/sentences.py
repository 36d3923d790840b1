"""Sentences of a clause, with their spans: what a long clause is quoted by."""

import re

from assistant.policy.model import Span

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|viz|no|nos|para|paras|s|ss|p|pp|Mr|Mrs|Ms|Dr|Prof|St|Inc|Ltd|Co|vs|approx|incl|reg|dept|ext|fig|al)|\b[A-Z]|\b\d{1,2})\.$",
    re.I,
)
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences of `text`; joined, with the spaces between, they are the whole text."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.start() + 1]
        if _ABBREVIATION.search(head) and not head.rstrip(".").endswith(("etc",)):
            continue
        end = match.end() - (len(match.group()) - len(match.group().rstrip()))
        spans.append(Span(start, end))
        start = match.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans


def last_sentence(text: str) -> str:
    """The sentence that governs a list beneath the text: its last one."""
    spans = sentence_spans(text)
    return spans[-1].of(text) if spans else text
