"""Candidates for a question: both legs, every view, gathered per passage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.flow import Question
from assistant.index.protocols import DenseLeg, LexicalLeg, Match
from assistant.index.tokens import TokenStore
from assistant.models.protocols import Embedder, Encoded

PASSAGES = 24
"""Nearest passages looked at."""
QUESTIONS = 48
"""Nearest bank questions looked at."""
LEXICAL = 8
"""Best passages by words."""


@dataclass
class Candidate:
    """A passage with what each leg made of it. Cosines in [-1, 1]; 0 where a leg did not propose it."""

    match: Match
    dense: float = 0.0
    lexical: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class Candidates:
    """What both legs propose. `bank` holds the nearest bank questions, best first, per (policy, clause, start of the
    sentence they are written for; 0 for the clause as a whole); `near_misses` the nearest questions that a policy does not settle."""

    passages: tuple[Candidate, ...]
    bank: Mapping[tuple[str, str, int], tuple[Match, ...]] = field(default_factory=dict)
    near_misses: tuple[Match, ...] = ()


class Retriever:
    """Proposes candidates; the order is settled later by the reranker and the fusion."""

    def __init__(
        self, embedder: Embedder, dense: DenseLeg, lexical: LexicalLeg, tokens: TokenStore, lookup: Mapping[tuple[str, str], list[Match]]
    ) -> None:
        self._embedder = embedder
        self._dense = dense
        self._lexical = lexical
        self._tokens = tokens
        self._lookup = lookup

    def encode(self, question: Question) -> Encoded:
        """The question's vectors: one pass of each of the embedder's models."""
        return self._embedder.encode(question.standalone)

    def nearest_question(self, encoded: Encoded) -> float:
        """Cosine of the nearest bank question, if it is one that a policy answers; else 0."""
        nearest = next(iter(self._dense.nearest(encoded.pooled, "question", 1)), None)
        return nearest.score if nearest and nearest.kind == "question" else 0.0

    def candidates(self, question: Question, encoded: Encoded) -> Candidates:
        """Passages near in meaning, near by words, or whose bank questions are near; deduplicated by span."""
        found: dict[tuple[str, int, int], Candidate] = {}

        def candidate(match: Match) -> Candidate:
            return found.setdefault((match.policy_id, match.start, match.end), Candidate(match))

        for match in self._dense.nearest(encoded.pooled, "passage", PASSAGES):
            candidate(match).dense = match.score
        best = 0.0
        for match in self._lexical.best(question.expanded, LEXICAL):
            best = best or match.score
            candidate(match).lexical = match.score / best
        bank: dict[tuple[str, str, int], list[Match]] = {}
        near_misses = []
        for match in self._dense.nearest(encoded.pooled, "question", QUESTIONS):
            if match.kind == "near_miss":
                near_misses.append(match)
                continue
            bank.setdefault((match.policy_id, match.clause, match.start), []).append(match)
        for key in list(bank)[:10]:
            for passage in self._lookup.get(key[:2], []):
                candidate(passage)
        rows = list(found.values())
        for row, late in zip(rows, self._tokens.maxsim(encoded.tokens, [row.match.text for row in rows]), strict=True):
            row.late = late
        return Candidates(tuple(rows), {key: tuple(rows) for key, rows in bank.items()}, tuple(near_misses))
