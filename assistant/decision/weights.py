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
class CiteBar:
    """How near a hit must come to the best one to be cited beside it. Another policy has a clause much like the best one for most questions,
    so it must come nearer than a clause of the same policy."""

    at: float
    """Least P(the hit answers)."""
    within: float
    """Least share of the best hit's score, in the same policy."""
    across: float
    """The same, in another policy."""

    def passed(self, score: float, best: float, same_policy: bool) -> bool:
        """Is a hit of this score cited beside one of score `best`?"""
        return score >= max(self.at, (self.within if same_policy else self.across) * best)


@dataclass(frozen=True)
class DecisionWeights:
    """Coverage and verdict regressions by regime ("bank", "bare"), and the thresholds chosen on held-out policies."""

    coverage: Mapping[str, Linear]
    verdict: Mapping[str, Linear]
    answer_at: Mapping[str, float]
    cite: Mapping[str, CiteBar]
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
            {name: CiteBar(**row) for name, row in data["cite"].items()},
            tuple(tuple(row) for row in data["accepted"]),
        )


def _dot(weights: Sequence[float], row: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, row, strict=True))
