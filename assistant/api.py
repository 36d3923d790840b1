"""What the assistant offers to everything outside it: evals, ui and the command line use this, and nothing beneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation, Status, Verdict
from assistant.dialogue.turns import Turn
from assistant.errors import AssistantError, UnusableIndex, UserError
from assistant.flow import Hit
from assistant.policy.model import Clause, Policy, Section, Span

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Clause",
    "Hit",
    "Policy",
    "RetrievedClause",
    "Section",
    "Span",
    "Status",
    "Turn",
    "UnusableIndex",
    "UserError",
    "Verdict",
    "build_index",
    "validate_question",
]

MAX_QUESTION = 4000
"""Longest question in characters: disclosures need room, a pasted document does not belong here."""


@dataclass(frozen=True)
class RetrievedClause:
    """A hit as the contract gives it: `clause` is the full number, `text` the clause's own words."""

    policy_id: str
    clause: str
    text: str
    score: float

    def to_json(self) -> dict[str, Any]:
        return {"policy_id": self.policy_id, "clause": self.clause, "text": self.text, "score": round(self.score, 6)}


def validate_question(question: str, limit: int = MAX_QUESTION) -> str:
    """The question without outer space. Raises UserError where it is empty or too long."""
    if not question.strip():
        raise UserError("the question is empty; ask something like: Can I use my phone at lunch?")
    if len(question) > limit:
        raise UserError(f"the question has {len(question):,} characters; ask it in at most {limit:,}")
    return question.strip()


def build_index(corpus: Path, index: Path, progress: Callable[[int, int], None] | None = None) -> Any:
    """Bring the index up to date with the corpus; returns the BuildReport. Raises UserError."""
    from assistant.corpus.loading import load_corpus
    from assistant.index.building import build
    from assistant.wiring import build_embedder

    return build(load_corpus(corpus), index, build_embedder(), progress or (lambda done, total: None))


class Assistant:
    """An assistant over one index. Make one with `Assistant.open`; it is safe to ask from several threads."""

    def __init__(self, wired: Any, corpus: Path, index: Path, threads: int = 0) -> None:
        self._wired = wired
        self._chain = wired.chain
        self._corpus = corpus
        self._index = index
        self._threads = threads
        self.policies: dict[str, Policy] = wired.policies
        self.index_digest: str = wired.digest

    @staticmethod
    def open(corpus: Path, index: Path, threads: int = 0) -> "Assistant":
        """Open the index in use. Raises UserError where there is none, UnusableIndex where it is of another version or not whole."""
        from assistant.wiring import build_chain

        return Assistant(build_chain(corpus, index, threads), corpus, index, threads)

    def refreshed(self) -> "Assistant":
        """This assistant, or one over the index that was swapped in since. Where the new one cannot be opened, this one goes on."""
        from assistant.index.building import current

        if current(self._index) in (self._wired.generation, None):
            return self
        try:
            return Assistant.open(self._corpus, self._index, self._threads)
        except AssistantError:
            return self

    def is_stale(self) -> bool:
        """Has the corpus changed since the index was built?"""
        from assistant.corpus.loading import corpus_digest

        try:
            return corpus_digest(self._corpus) != self.index_digest
        except UserError:
            return True

    def ask(self, question: str, history: Sequence[Turn] = (), id: str | None = None) -> Answer:
        """Answer one question. Raises UserError for an empty or over-long one."""
        answer: Answer = self._chain.ask(validate_question(question), history, id)
        return answer

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 10) -> list[RetrievedClause]:
        """The k best clauses, best first."""
        hits = self._chain.retrieve(validate_question(question), history).hits[:k]
        return [RetrievedClause(hit.policy.id, hit.clause.number, hit.clause.text, hit.score) for hit in hits]
