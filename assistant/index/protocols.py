"""Legs of retrieval: each proposes views for a question."""

from dataclasses import dataclass
from typing import Protocol

from assistant.models.protocols import Floats


@dataclass(frozen=True)
class Match:
    """A view that a leg proposes. `score` is comparable within a leg: cosine in [-1, 1], or BM25 from 0 up."""

    kind: str
    policy_id: str
    clause: str
    text: str
    start: int
    end: int
    verdict: str
    also: tuple[str, ...]
    score: float


class DenseLeg(Protocol):
    """Nearest views by embedding."""

    def nearest(self, vector: Floats, kind: str, k: int) -> list[Match]: ...


class LexicalLeg(Protocol):
    """Best passages by words."""

    def best(self, question: str, k: int) -> list[Match]: ...
