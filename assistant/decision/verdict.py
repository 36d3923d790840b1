"""The verdict: what the carrying clauses' force, the reranker's verdict head and the nearest bank questions say together."""

import re
from collections.abc import Sequence

from assistant.answer import Verdict
from assistant.decision.weights import DecisionWeights
from assistant.flow import Hit
from assistant.models.protocols import VERDICT_CLASSES
from assistant.policy.layers import Force, force

CLASSES = VERDICT_CLASSES
PERMITTED_AT = 0.6
"""Chance at which "permitted" is said: below it, a wrong yes is the worst thing that this product can say."""
SPLIT_AT = 0.35
"""Chance at which clauses that pull apart ("never" here, "in breaks" there) make the answer conditional."""
_FORCES = (Force.PROHIBITS, Force.PERMITS, Force.CONDITIONS, Force.REQUIRES, Force.RECOMMENDS, Force.STATES)
_ASKS_LEAVE = re.compile(
    r"\b(?:can|could|may) (?:i|we|a|the|my|staff|you|teachers?|tas?)\b|\b(?:ok(?:ay)?|fine|alright|allowed|permitted|acceptable) (?:to|for|if)\b|\b(?:am|are|is) \w+(?: \w+){0,6} allowed\b|\bis it (?:ok|fine|alright|allowed|against)\b",
    re.I,
)
_ASKS_DUTY = re.compile(
    r"\b(?:do|does) (?:i|we|staff|a \w+|the \w+|my \w+) (?:have|need) to\b|\bmust (?:i|we|staff)\b|\bhave to\b|\bwhat (?:if|do i do|should i do|shall i do|am i (?:meant|supposed) to do)\b|\bshould (?:i|we)\b",
    re.I,
)


def verdict_features(hit: Hit) -> list[float]:
    """What the verdict of one hit looks at: (6 head chances, 6 force flags, 6 bank votes, bank nearness)."""
    carried = force(hit.clause)
    near = hit.evidence.bank if hit.bank_verdict else 0.0
    return [
        *[float(chance) for chance in hit.verdicts],
        *[1.0 if carried is item else 0.0 for item in _FORCES],
        *[near**4 if hit.bank_verdict == name else 0.0 for name in CLASSES],
    ]


def verdict_chances(hits: Sequence[Hit], weights: DecisionWeights, name: str) -> list[float]:
    """Chances over CLASSES: each carrying hit's, weighted by how surely it answers, the first counting most."""
    total = [0.0] * len(CLASSES)
    mass = 0.0
    for place, hit in enumerate(hits):
        share = hit.score * (1.0 if place == 0 else 0.35)
        for index, chance in enumerate(weights.verdict[name].chances(verdict_features(hit))):
            total[index] += share * chance
        mass += share
    return [value / mass for value in total] if mass else total


def decide(question: str, hits: Sequence[Hit], weights: DecisionWeights, name: str) -> tuple[Verdict | None, float]:
    """The verdict and its chance. None: the answer is informational."""
    chances = verdict_chances(hits, weights, name)
    carried = force(hits[0].clause)
    if carried is not Force.STATES and (_ASKS_LEAVE.search(question) or _ASKS_DUTY.search(question)):
        chances[CLASSES.index("fact")] = 0.0  # "Can I ...?" over a rule has a verdict
        if _ASKS_DUTY.search(question) and carried in (Force.REQUIRES, Force.RECOMMENDS):
            chances[CLASSES.index(str(carried))] += 0.5
    first = weights.verdict[name].chances(verdict_features(hits[0]))
    best = max(range(len(CLASSES)), key=lambda index: chances[index])
    label = CLASSES[best]
    prohibited, permitted, conditional = (chances[CLASSES.index(item)] for item in ("prohibited", "permitted", "conditional"))
    if label == "permitted":
        forces = [force(hit.clause) for hit in hits]
        if permitted < PERMITTED_AT or Force.PROHIBITS in forces or first[CLASSES.index("permitted")] < PERMITTED_AT:
            label = "prohibited" if prohibited > conditional and forces[0] is Force.PROHIBITS else "conditional"
    elif label == "prohibited" and len(hits) > 1 and permitted + conditional > SPLIT_AT + 0.1:
        label = "conditional"
    if label == "fact":
        return None, chances[best]
    return Verdict(label), chances[CLASSES.index(label)]
