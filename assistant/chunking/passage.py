"""A clause as self-contained statements: heading path, governing lead-ins, own words.

A short clause is one passage. A long one is a passage a sentence, so that the exact sentence can be found and quoted;
a sentence that leans on the one before ("This includes ...", "They must ...") is embedded with it, but quoted alone.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from assistant.chunking.budget import EMBEDDED_TOKENS, count_tokens, trimmed_from_left
from assistant.policy.model import Clause, Policy, Span
from assistant.policy.sentences import last_sentence, sentence_spans

WHOLE_WORDS = 60
"""A clause of at most so many words is one passage."""
SHORT_SENTENCE = 6
"""A sentence of fewer words joins the one before it."""
LONG_SENTENCE = 90
"""A sentence of more words is split at its semicolons."""
_LEANS = re.compile(r"(?:this|these|they|those|such|it|he|she|where this|if so|in such|in this|for example)\b", re.I)
_SEMICOLON = re.compile(r";\s+(?:and |or )?")


@dataclass(frozen=True)
class Passage:
    """What is embedded for a clause, or for one sentence of it. `span` is what it would be quoted by."""

    policy_id: str
    clause: str
    ordinal: int
    span: Span
    embedded: str

    @property
    def key(self) -> str:
        """Identity within an index."""
        return f"{self.policy_id}#{self.clause}@{self.ordinal}"

    @cached_property
    def digest(self) -> str:
        """Hash of what is embedded: unchanged means no need to embed again."""
        return hashlib.sha256(self.embedded.encode()).hexdigest()[:16]


def passages(policy: Policy) -> list[Passage]:
    """All passages of a policy, in document order."""
    found: list[Passage] = []
    for clause in policy.clauses:
        for ordinal, (span, context) in enumerate(_pieces(clause)):
            embedded = statement(clause, span.of(policy.text), context)
            found.append(Passage(policy.id, clause.number, ordinal, span, embedded))
    return found


def statement(clause: Clause, words: str, context: str = "") -> str:
    """The self-contained statement: "Heading > Subheading: lead-in own words", within the token budget."""
    headings = " > ".join(clause.heading_path)
    over = [last_sentence(lead) for lead in clause.lead_ins]
    cells = _row(over[-1], words) if over else None
    if cells is not None:
        over, words = over[:-1], cells
    before = " ".join(part for part in (*over, context) if part)
    head = f"{headings}: " if headings else ""
    full = f"{head}{before} {words}" if before else f"{head}{words}"
    if len(full) < EMBEDDED_TOKENS or count_tokens(full) <= EMBEDDED_TOKENS:
        return full
    left = EMBEDDED_TOKENS - count_tokens(words) - 2
    return f"{trimmed_from_left(f'{head}{before}', left)} {words}".strip()


def titled(title: str, statement: str) -> str:
    """A statement under its policy's title: what the cross-encoder reads, so that "who hears an appeal?" can tell two policies apart."""
    return f"{title}: {statement}"


def sentences(clause: Clause, span: Span, text: str) -> list[tuple[Span, str]]:
    """The sentences of a passage that quotes `span` of `text`, each with its own statement; none where it is a single sentence."""
    whole = span.of(text)
    spans = _joined(whole, sentence_spans(whole))
    if len(spans) < 2:
        return []
    return [
        (Span(span.start + place.start, span.start + place.end), statement(clause, place.of(whole), _leant_on(whole, spans, index)))
        for index, place in enumerate(spans)
    ]


def _row(header: str, row: str) -> str | None:
    """A table row read with its header: "Stage: Informal; Time limit: 5 days". None where it is not one."""
    names, cells = header.split(" | "), row.split(" | ")
    if len(cells) < 2 or len(names) != len(cells):
        return None
    return "; ".join(f"{name.strip()}: {cell.strip()}" for name, cell in zip(names, cells, strict=True) if cell.strip())


def _pieces(clause: Clause) -> list[tuple[Span, str]]:
    """Spans in the canonical text, each with the words it leans on."""
    text, offset = clause.text, clause.span.start
    spans = _joined(text, [piece for span in sentence_spans(text) for piece in _split(text, span)])
    if len(text.split()) <= WHOLE_WORDS and not (clause.is_lead_in and len(spans) > 2):
        return [(clause.span, "")]
    found: list[tuple[Span, str]] = []
    for place, span in enumerate(spans):
        found.append((Span(offset + span.start, offset + span.end), _leant_on(text, spans, place)))
    return found


def _leant_on(text: str, spans: list[Span], place: int) -> str:
    """The sentence before, where this one leans on it."""
    return spans[place - 1].of(text) if place and _LEANS.match(spans[place].of(text)) else ""


def _joined(text: str, spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for span in spans:
        if out and len(span.of(text).split()) < SHORT_SENTENCE:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def _split(text: str, span: Span) -> list[Span]:
    if len(span.of(text).split()) <= LONG_SENTENCE:
        return [span]
    out: list[Span] = []
    start = span.start
    for match in _SEMICOLON.finditer(text, span.start, span.end):
        if len(text[start : match.start()].split()) >= LONG_SENTENCE // 3:
            out.append(Span(start, match.start() + 1))
            start = match.end()
    out.append(Span(start, span.end))
    return out
