"""The verdict: what the carrying clauses' force, the reranker's verdict head and the nearest bank questions say together.

Said is the verdict with the greatest expected acceptance: where authors of questions take either of two ("permitted" and "it
depends"), the careful one is as right and never a wrong yes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Verdict
from assistant.decision.weights import DecisionWeights
from assistant.flow import Hit
from assistant.models.protocols import VERDICT_CLASSES
from assistant.policy.layers import Force, force

CLASSES = VERDICT_CLASSES
PERMITTED, PROHIBITED, CONDITIONAL, RECOMMENDED, FACT = map(
    CLASSES.index, ("permitted", "prohibited", "conditional", "recommended", "fact")
)
WRONG_YES = 0.5
"""What "permitted" loses for each chance that it is prohibited, and half of it for each that there are conditions: a wrong yes
is the worst thing that this product can say."""
_WHAT_TO_DO = re.compile(
    r"\bwhat (?:if(?! \w+ (?:don[’']?t|do not|won[’']?t|didn[’']?t|refuse|ignore|break|miss|forget)\b)|do (?:i|we) do|should (?:i|we) do|shall i do|am i (?:meant|supposed) to do|now)\b",
    re.I,
)
"""Asks for a duty, not for information: "What if I suspect my account was hacked?". "What if I don't turn up?" asks for a consequence."""
_FORCES = (Force.PROHIBITS, Force.PERMITS, Force.CONDITIONS, Force.REQUIRES, Force.RECOMMENDS, Force.STATES)


def verdict_features(hit: Hit) -> list[float]:
    """What the verdict of one hit looks at: 6 head chances of the sentence that answers (of the passage where none was picked out), 6 force
    flags, 6 shares of the bank's votes, and, where the bank has none, 6 head chances of the whole passage."""
    carried = carried_force(hit)
    closest = hit.verdicts if hit.sentence_verdicts is None else hit.sentence_verdicts
    return [
        *[float(chance) for chance in closest],
        *[1.0 if carried is item else 0.0 for item in _FORCES],
        *(hit.bank_verdicts or [0.0] * len(CLASSES)),
        *([0.0] * len(CLASSES) if hit.bank_verdicts else [float(chance) for chance in hit.verdicts]),
    ]


def carried_force(hit: Hit) -> Force:
    """The force of the sentence that answers, under the clause's lead-ins; of the whole clause where none was picked out."""
    return force(replace(hit.clause, text=hit.sentence.of(hit.policy.text)) if hit.sentence else hit.clause)


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
    """The verdict that is likeliest to be accepted, and its chance. None: the answer is informational."""
    chances = verdict_chances(hits, weights, name)
    carried = carried_force(hits[0])
    if carried in (Force.REQUIRES, Force.RECOMMENDS) and _WHAT_TO_DO.search(question):
        strictest = Force.REQUIRES if any(carried_force(hit) is Force.REQUIRES for hit in hits) else carried
        chances[CLASSES.index(str(strictest))] += chances[FACT] + (chances[RECOMMENDED] if strictest is Force.REQUIRES else 0.0)
        chances[FACT] = 0.0
    worth = [sum(chance * row[said] for chance, row in zip(chances, weights.accepted, strict=True)) for said in range(len(CLASSES))]
    worth[PERMITTED] -= WRONG_YES * (chances[PROHIBITED] + chances[CONDITIONAL] / 2)
    beyond = hits[0].evidence.amount < 0  # "up to £25 may be kept" is no yes to £90
    if beyond or any(carried_force(hit) is Force.PROHIBITS for hit in hits):
        worth[PERMITTED] = -1.0
    best = max(range(len(CLASSES)), key=lambda said: worth[said])
    return (None if CLASSES[best] == "fact" else Verdict(CLASSES[best])), chances[best]
