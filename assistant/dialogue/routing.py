"""Where a message goes before any policy is looked at: a question, small talk, too vague, not ours, or a disclosure.

A learnt router over the question's embedding, and high-precision lexical signals beside it: a disclosure that either of
them sees is signposted, since missing one is far worse than one pointer too many.
"""

import json
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.dialogue.signals import signals
from assistant.flow import Question, Routed
from assistant.models.onnx import WEIGHTS
from assistant.models.protocols import Floats

ROUTES = ("policy", "child_risk", "self_harm", "harassment", "threat", "hacked", "chat", "clarify", "refuse")


class Router:
    """Multinomial regression over the embedding (weights in router.npz), with a threshold for each route."""

    def __init__(self, path: Path = WEIGHTS / "router.json") -> None:
        self._path = path

    @cached_property
    def _fitted(self) -> tuple[Floats, Floats, dict[str, float]]:
        data = json.loads(self._path.read_text(encoding="utf-8"))
        return np.asarray(data["weights"], np.float32), np.asarray(data["bias"], np.float32), data["thresholds"]

    def chances(self, vector: Floats) -> dict[str, float]:
        """Chances of all routes."""
        weights, bias, _ = self._fitted
        logits = weights @ vector + bias
        powers = np.exp(logits - logits.max())
        return dict(zip(ROUTES, (float(power) for power in powers / powers.sum()), strict=True))

    def route(self, question: Question, vector: Floats) -> Routed:
        """The route of a message. Lexical signals first; then the learnt router where it is sure enough."""
        seen = signals(question.standalone)
        for route in ("self_harm", "child_risk", "threat", "harassment", "hacked"):
            if getattr(seen, route):
                return Routed(route, 1.0, "signal")
        chances = self.chances(vector)
        thresholds = self._fitted[2]
        if not seen.policy:
            for route in ("self_harm", "child_risk", "threat", "harassment", "hacked"):
                if chances[route] >= thresholds[route]:
                    return Routed(route, chances[route], "router")
        for route in ("refuse", "chat", "clarify"):
            cause = getattr(seen, route)
            if cause:
                return Routed(route, 1.0, cause)
        for route in ("chat", "clarify", "refuse"):
            if chances[route] >= thresholds[route]:
                return Routed(route, chances[route])
        return Routed("policy", chances["policy"])
