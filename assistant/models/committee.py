"""Two rerankers that judge together: MiniLM's layers, quick and taught by the most questions, and MPNet's, deeper. The mean of what they say
is better than either (docs/adr/0014)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.models.onnx import WEIGHTS, OnnxReranker
from assistant.models.protocols import Judged, Reranker


@dataclass(frozen=True)
class Committee:
    """A quick reranker and a deep one."""

    quick: Reranker
    deep: Reranker

    @property
    def name(self) -> str:
        return f"{self.quick.name} {self.deep.name}"

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]:
        """The mean judgement of each passage, in order."""
        return self.joined(question, passages, self.quick.judge(question, passages))

    def joined(self, question: str, passages: Sequence[str], quick: Sequence[Judged]) -> list[Judged]:
        """The mean of what the quick one has said already and of what the deep one says."""
        return [_mean(first, second) for first, second in zip(quick, self.deep.judge(question, passages), strict=True)]


def shipped(threads: int = 0) -> Committee:
    """The rerankers of this package."""
    return Committee(OnnxReranker(threads=threads), OnnxReranker(WEIGHTS / "mpnet" / "reranker.onnx", threads))


def _mean(first: Judged, second: Judged) -> Judged:
    return Judged((first.relevance + second.relevance) / 2, np.mean([first.verdict, second.verdict], 0, np.float32))
