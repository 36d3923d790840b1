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
    """One text: `pooled` is (dim,) of length one; `tokens` is (token, dim), each row of length one."""

    pooled: Floats
    tokens: Floats


@dataclass(frozen=True)
class Judged:
    """One question-passage pair: `relevance` is a logit whose zero is "as likely as no answer at all";
    `verdict` is (6,), probabilities over VERDICT_CLASSES."""

    relevance: float
    verdict: Floats


class Embedder(Protocol):
    """Texts to vectors."""

    @property
    def name(self) -> str:
        """Model name with the digest of its weights: an index built by another one is rebuilt."""
        ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> list[Encoded]: ...


class Classifier(Protocol):
    """A text to chances of labels."""

    def chances(self, text: str) -> dict[str, float]: ...


class Reranker(Protocol):
    """Question-passage pairs to relevance and verdict."""

    @property
    def name(self) -> str: ...

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]: ...
