"""What the index holds of a corpus: several views of each clause, all pointing to it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.chunking.passage import Passage, passages
from assistant.corpus.loading import Corpus
from assistant.corpus.questions import BankQuestion
from assistant.policy.model import Policy

Kind = Literal["passage", "question", "near_miss"]


@dataclass(frozen=True)
class View:
    """One embedded text. A near-miss points to no clause; a question to the one that it was written for."""

    kind: Kind
    policy_id: str
    clause: str
    text: str
    start: int = 0
    end: int = 0
    verdict: str = ""
    also: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Identity within an index: stable while the view is the same."""
        whole = f"{self.kind}\x1f{self.policy_id}\x1f{self.clause}\x1f{self.start}\x1f{self.text}"
        return hashlib.sha256(whole.encode()).hexdigest()[:24]

    @property
    def digest(self) -> str:
        """Hash of the text: the same text needs embedding once."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:24]


def views(corpus: Corpus) -> Iterator[View]:
    """All views of a corpus, policy by policy: passages, then the bank's questions, then its near-misses."""
    for policy in corpus.policies:
        found = passages(policy)
        for passage in found:
            yield View("passage", policy.id, passage.clause, passage.embedded, passage.span.start, passage.span.end)
        bank = corpus.bank_by_id.get(policy.id)
        if bank is None:
            continue
        seen: set[tuple[str, str]] = set()
        for question in bank.questions:
            if question.clause in policy.by_number and not question.draft and (question.clause, question.text) not in seen:
                seen.add((question.clause, question.text))
                start, end = _sentence(policy, found, question)
                yield View("question", policy.id, question.clause, question.text, start, end, question.verdict, question.also)
        for miss in bank.unsettled(corpus.by_id):
            yield View("near_miss", policy.id, "", miss)


def _sentence(policy: Policy, found: Sequence[Passage], question: BankQuestion) -> tuple[int, int]:
    """Span of the passage that the question is written for; (0, 0) where it is written for the clause as a whole."""
    for passage in found:
        if question.sentence and passage.clause == question.clause and question.sentence in passage.span.of(policy.text):
            return passage.span.start, passage.span.end
    return 0, 0
