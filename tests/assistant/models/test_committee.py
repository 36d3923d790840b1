"""Two rerankers say the mean of what each says; the deep one reads only what comes first."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.flow import Question
from assistant.index.protocols import Match
from assistant.models.committee import Committee
from assistant.models.protocols import VERDICT_CLASSES, Judged
from assistant.policy.reading import read_policy
from assistant.retrieval.fusion import FEATURES, Fusion
from assistant.retrieval.reranking import READ_DEEPLY, rerank
from assistant.retrieval.retriever import Candidate, Candidates


@dataclass
class FakeReranker:
    """A fake reranker: the same relevance and verdict for every passage; keeps what it was given to read."""

    relevance: float
    verdict: int
    name: str = "fake@1"
    read: list[str] = field(default_factory=list)

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]:
        self.read.extend(passages)
        return [Judged(self.relevance, np.eye(len(VERDICT_CLASSES), dtype=np.float32)[self.verdict])] * len(passages)


def test_the_mean_of_both_counts() -> None:
    (judged,) = Committee(FakeReranker(1.0, 0), FakeReranker(-2.0, 2)).judge("q", ["p"])
    assert judged.relevance == -0.5
    assert judged.verdict.tolist() == [0.5, 0, 0.5, 0, 0, 0]
    assert judged.verdict.dtype == np.float32


def test_the_deep_one_reads_the_first_passages_only() -> None:
    policy = read_policy(
        "---\nid: phones\ntitle: Phones\n---\n\n# Phones\n\n## Calls\n\n" + "".join(f"- 1.{n} Rule {n}.\n" for n in range(1, 9))
    )
    quick, deep = FakeReranker(0.0, 0), FakeReranker(4.0, 2)
    found = [
        Candidate(
            Match("passage", "phones", clause.number, clause.text, clause.span.start, clause.span.end, "", (), 0.0), 1 - n / 100, 0.0, 0.0
        )
        for n, clause in enumerate(policy.clauses)
    ]
    flat = Fusion({"bare": (1.0,) * len(FEATURES), "bank": (1.0,) * len(FEATURES)}, {"bare": 0.0, "bank": 0.0})
    hits = rerank(Question("q", "q", "q"), Candidates(tuple(found), {}, ()), Committee(quick, deep), flat, {"phones": policy}).hits
    assert len(hits) == len(quick.read) == len(policy.clauses)
    assert sorted(deep.read) == sorted(quick.read[:READ_DEEPLY])
    assert [hit.evidence.relevance for hit in hits] == [2.0] * READ_DEEPLY + [0.0] * (len(hits) - READ_DEEPLY)
