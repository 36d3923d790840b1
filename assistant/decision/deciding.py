"""From what was retrieved to what is said: status, verdict, and the clauses that carry it."""

from collections.abc import Sequence

from assistant.answer import Status
from assistant.corpus.manifest import Manifest
from assistant.decision.coverage import carrying, covered, regime
from assistant.decision.precedence import PrecedenceRule, applying
from assistant.decision.verdict import decide
from assistant.decision.weights import DecisionWeights
from assistant.flow import DISCLOSURES, Decision, Question, Retrieved, Routed

VAGUE_AT = 0.6
"""Chance of vagueness from which a message is asked back about ..."""
PLAIN_AT = 0.9
"""... unless it is covered with this chance."""
NOT_HELD = 0.2
"""How much surer a clause must be to speak to what a policy settles that is named but not held."""
MOST_BENEATH = 2
"""Clauses shown beneath a disclosure's fixed text."""


class Decider:
    """Decides over fitted weights and the manifest of policies that are named but not held."""

    def __init__(self, weights: DecisionWeights, manifest: Manifest, written: Sequence[PrecedenceRule] = ()) -> None:
        self._weights = weights
        self._manifest = manifest
        self._written = written

    def without_policy(self, routed: Routed) -> Decision:
        """What a message gets that is no question for a policy."""
        if routed.route in DISCLOSURES:
            return Decision(Status.SIGNPOSTED, None, (), routed.chance, routed.route)
        if routed.route == "clarify":
            return Decision(Status.NEEDS_CLARIFICATION, None, (), routed.chance, routed.cause or "vague")
        cause = routed.cause or ("smalltalk" if routed.route == "chat" else "errand")
        return Decision(Status.NOT_COVERED, None, (), routed.chance, cause)

    def decide(self, question: Question, retrieved: Retrieved, routed: Routed) -> Decision:
        """The decision for a policy question, or for a disclosure: a clause that plainly speaks to that stands beneath the fixed text."""
        chance = covered(retrieved, self._weights)
        name = regime(retrieved)
        bar = self._weights.answer_at[name]
        not_held = self._manifest.match(question.standalone)
        if routed.route in DISCLOSURES:
            beneath = carrying(retrieved, self._weights)[:MOST_BENEATH] if chance >= PLAIN_AT else ()
            return Decision(Status.SIGNPOSTED, None, beneath, routed.chance, routed.route)
        if chance < bar or (not_held and chance < bar + NOT_HELD):
            if routed.vague >= VAGUE_AT and not not_held:
                return Decision(Status.NEEDS_CLARIFICATION, None, (), routed.vague, "vague")
            cause = f"not_held:{not_held.title}" if not_held else "not_covered_near" if retrieved.hits else "not_covered"
            return Decision(Status.NOT_COVERED, None, (), 1 - chance, cause, retrieved.hits[:1] if chance > bar / 3 else ())
        if routed.vague >= VAGUE_AT and chance < PLAIN_AT:
            return Decision(Status.NEEDS_CLARIFICATION, None, (), routed.vague, "vague")
        hits = carrying(retrieved, self._weights)
        verdict, _ = decide(question.standalone, hits, self._weights, name)
        rule = applying(hits, self._written)
        return Decision(Status.ANSWERED, verdict, hits, chance, precedence=(rule.policy, rule.clause) if rule else None)
