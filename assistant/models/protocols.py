"""What the chain needs of a model. Steps receive one as an argument and never build it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

VERDICT_CLASSES = ("prohibited", "permitted", "conditional", "required", "recommended", "fact")


@dataclass(frozen=True)
class Encoded:
    """A question: `pooled` is (dim,) of length one; `tokens` is (token, dim), of another dim, each row of length one."""

    pooled: Floats
    tokens: Floats


@dataclass(frozen=True)
class Judged:
    """One question-passage pair: `relevance` is a logit whose zero is "as likely as no answer at all";
    `verdict` is (6,), probabilities over VERDICT_CLASSES."""

    relevance: float
    verdict: Floats


class Embedder(Protocol):
    """Texts to vectors: one a text, to find it by, and one a token, to order what was found."""

    @property
    def name(self) -> str:
        """Names of its models with the digests of their weights: an index built by others is rebuilt."""
        ...

    def vectors(self, texts: Sequence[str]) -> list[Floats]:
        """(dim,) of length one for each text, in order."""
        ...

    def tokens(self, texts: Sequence[str]) -> list[Floats]:
        """(token, dim) for each text, in order, each row of length one."""
        ...

    def encode(self, text: str) -> Encoded:
        """A question's vector and token vectors."""
        ...


class Classifier(Protocol):
    """A text to chances of labels."""

    def chances(self, text: str) -> dict[str, float]: ...


class Reranker(Protocol):
    """Question-passage pairs to relevance and verdict."""

    @property
    def name(self) -> str: ...

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]: ...
