"""Learnt fusion: what each leg and the reranker say of a passage, to the chance that it answers the question.

A logistic regression over a few evidences, one set of weights where the policy has a question bank and one where it has
none. Fitted on policies that the models did not see (assistant/training/fitting.py); weights in fusion.json.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.flow import Evidence
from assistant.models.onnx import WEIGHTS

ORDERING = ("dense_gap", "bank_gap", "vote", "relevance_gap", "late_gap", "lexical", "named", "amount")
"""Features that differ between the passages of a question: they settle the order. "vote" is what all near
bank questions say together (voting.py). "amount" counts only where some passage's limit holds the
question's amount: then that tier is meant, and the others are not."""
LEVELS = ("top_dense", "top_bank", "top_relevance", "top_late")
"""Features that are one for all passages of a question: they only settle how sure the scores are."""
FEATURES = ORDERING + LEVELS


@dataclass(frozen=True)
class Fusion:
    """Weights by regime ("bank", "bare"), in the order of FEATURES, with a bias."""

    weights: Mapping[str, tuple[float, ...]]
    bias: Mapping[str, float]

    @staticmethod
    def load(path: Path = WEIGHTS / "fusion.json") -> "Fusion":
        """Read fitted weights."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return Fusion({name: tuple(row["weights"]) for name, row in data.items()}, {name: float(row["bias"]) for name, row in data.items()})

    def scores(self, evidences: Sequence[Evidence], regime: str) -> list[float]:
        """P(answers) of each passage, seen beside the others."""
        weights, bias = self.weights[regime], self.bias[regime]
        rows = features(evidences)
        return [_sigmoid(bias + sum(weight * value for weight, value in zip(weights, row, strict=True))) for row in rows]


def features(evidences: Sequence[Evidence]) -> list[tuple[float, ...]]:
    """The numbers that fusion weighs: how far each evidence is behind the best of its kind, and how good that best is."""
    if not evidences:
        return []
    dense = max(item.dense for item in evidences)
    bank = max(item.bank for item in evidences)
    relevance = max(item.relevance for item in evidences)
    late = max(item.late for item in evidences)
    levels = (dense, bank, relevance / 4, late)
    held = any(item.amount > 0 for item in evidences)
    return [
        (
            item.dense - dense,
            item.bank - bank,
            item.vote,
            (item.relevance - relevance) / 4,
            item.late - late,
            item.lexical,
            item.named,
            float(item.amount) if held else 0.0,
            *levels,
        )
        for item in evidences
    ]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
