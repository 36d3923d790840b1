"""Where a message goes before any policy is looked at: a question, small talk, too vague, not ours, or a disclosure.

A learnt router, and high-precision lexical signals beside it: a disclosure that either of them sees is signposted, since
missing one is far worse than one pointer too many.
"""

from assistant.dialogue.signals import signals
from assistant.flow import DISCLOSURES, Question, Routed
from assistant.models.protocols import Classifier

DISCLOSED_AT = 0.65
"""Chance of any disclosure from which a message is signposted; the likeliest kind picks the text."""
ASKED_AT = 0.85
"""The same for a message whose form is plainly that of a policy question."""
ASIDE_AT = {"chat": 0.7, "refuse": 0.85}
"""Chances from which a message is no policy question."""
SIGNALLED = ("self_harm", "child_risk", "threat", "harassment", "hacked")


class Router:
    """Routes messages by a classifier whose labels are the routes."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def route(self, question: Question) -> Routed:
        """The route of a message, with its chance and the cause that picks a fixed text."""
        seen = signals(question.standalone)
        for route in SIGNALLED:
            if getattr(seen, route):
                return Routed(route, 1.0, "signal")
        chances = self._classifier.chances(question.standalone)
        disclosed = sum(chances[route] for route in DISCLOSURES)
        if disclosed >= (ASKED_AT if seen.policy else DISCLOSED_AT):
            return Routed(max(DISCLOSURES, key=lambda route: chances[route]), disclosed, "router")
        for route in ("refuse", "chat", "clarify"):
            cause = getattr(seen, route)
            if cause:
                return Routed(route, 1.0, cause)
        for route, bar in ASIDE_AT.items():
            if chances[route] >= bar:
                return Routed(route, chances[route])
        return Routed("policy", chances["policy"], vague=chances["clarify"])
