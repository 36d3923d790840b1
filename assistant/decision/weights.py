"""Fitted numbers of the decision: written by assistant/training/fitting.py, read once."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.models.onnx import WEIGHTS


@dataclass(frozen=True)
class Linear:
    """A logistic regression: one row of weights per class (one row where there are two classes)."""

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def chance(self, row: Sequence[float]) -> float:
        """P(yes) of a two-class regression."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.bias[0] + _dot(self.weights[0], row)))))

    def chances(self, row: Sequence[float]) -> list[float]:
        """Chances of all classes, summing to one."""
        logits = [bias + _dot(weights, row) for weights, bias in zip(self.weights, self.bias, strict=True)]
        top = max(logits)
        powers = [math.exp(logit - top) for logit in logits]
        return [power / sum(powers) for power in powers]


@dataclass(frozen=True)
class DecisionWeights:
    """Coverage and verdict regressions by regime ("bank", "bare"), and the thresholds chosen on held-out policies."""

    coverage: Mapping[str, Linear]
    verdict: Mapping[str, Linear]
    answer_at: Mapping[str, float]
    cite_at: Mapping[str, float]
    cite_ratio: Mapping[str, float]
    accepted: tuple[tuple[float, ...], ...]
    """P(the column's verdict is accepted | the row's is the best one), over VERDICT_CLASSES."""

    @staticmethod
    def load(path: Path = WEIGHTS / "decision.json") -> "DecisionWeights":
        """Read the fitted numbers."""
        data = json.loads(path.read_text(encoding="utf-8"))

        def linear(row: dict[str, list[list[float]]]) -> Linear:
            return Linear(tuple(tuple(weights) for weights in row["weights"]), tuple(row["bias"]))  # type: ignore[arg-type]

        return DecisionWeights(
            {name: linear(row) for name, row in data["coverage"].items()},
            {name: linear(row) for name, row in data["verdict"].items()},
            data["answer_at"],
            data["cite_at"],
            data["cite_ratio"],
            tuple(tuple(row) for row in data["accepted"]),
        )


def _dot(weights: Sequence[float], row: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, row, strict=True))
