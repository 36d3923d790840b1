"""Is the question answered here? And which clauses carry the answer?"""

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.decision.weights import DecisionWeights
from assistant.flow import Hit, Retrieved

MOST_CITED = 4
PART_AT = 0.3
WHOLE_AT = 0.05
"""P(a clause answers one question of several), and the whole message, from which it is cited. On 43 such messages of the suites and
of two unseen sets every needed clause is cited for 0.86, 0.65 without; precision 0.93, 0.93 without."""
SEVERAL = 3
"""Most relevant hits that are looked at together."""
NEARLY = 2.0
"""Log odds by which near-misses may lose to questions that are answered and still speak against an answer."""


def regime(retrieved: Retrieved) -> str:
    """Which fitted weights apply: with a question bank among the policies looked at, or without."""
    return "bank" if any(hit.evidence.bank > 0 for hit in (*retrieved.hits, *retrieved.rejected)) else "bare"


def coverage_features(retrieved: Retrieved) -> list[float]:
    """What coverage looks at: how sure the best hit is, the reranker's odds that any hit answers and how many seem to, how near
    bank questions are, what near-misses say against them, and whether the best hit holds the type of answer that is wanted, or lacks it."""
    evidences = [hit.evidence for hit in retrieved.hits]
    relevances = sorted((item.relevance for item in evidences), reverse=True)
    return [
        retrieved.hits[0].score,
        sum(relevances[:SEVERAL]) / len(relevances[:SEVERAL]) / 4,
        math.log(sum(math.exp(relevance) for relevance in relevances)) / 4,  # its logits are against no answer's 0
        max(item.dense for item in evidences),
        max(item.bank for item in evidences),
        max(0.0, retrieved.near_miss + NEARLY),
        float(evidences[0].supplied > 0),
        float(evidences[0].supplied < 0),
    ]


def covered(retrieved: Retrieved, weights: DecisionWeights) -> float:
    """P(the policies held answer the question); 0 where nothing was found."""
    if not retrieved.hits:
        return 0.0
    return weights.coverage[regime(retrieved)].chance(coverage_features(retrieved))


def carrying(retrieved: Retrieved, weights: DecisionWeights) -> tuple[Hit, ...]:
    """The hits that carry the answer, best first: the best one, and those that come near it."""
    if not retrieved.hits:
        return ()
    top = retrieved.hits[0]
    bar = weights.cite[regime(retrieved)]
    also = set(top.bank_also)
    chosen = [top]
    for hit in retrieved.hits[1:]:
        sibling = hit.policy.id == top.policy.id and hit.clause.number in also
        near = bar.passed(hit.score, top.score, hit.policy.id == top.policy.id)
        if len(chosen) < MOST_CITED and (near or sibling) and not _within(hit, chosen):
            chosen.append(hit)
    for hit in _of_parts(retrieved, chosen, weights):
        if len(chosen) < MOST_CITED and not _within(hit, chosen):
            chosen.append(hit)
    return tuple(chosen)


def _of_parts(retrieved: Retrieved, chosen: Sequence[Hit], weights: DecisionWeights) -> list[Hit]:
    """What answers each question of a message that asks several: the best clause for it alone, in a policy that is cited anyway,
    if the whole message found that clause too."""
    policies = {hit.policy.id for hit in chosen}
    known = {(hit.policy.id, hit.clause.number): hit for hit in retrieved.hits}
    cited = {(hit.policy.id, hit.clause.number) for hit in chosen}
    found = []
    for part in retrieved.parts:
        best = next((hit for hit in part.hits if hit.policy.id in policies), None)
        if best is None or best.score < PART_AT or covered(part, weights) < weights.answer_at[regime(part)]:
            continue
        key = (best.policy.id, best.clause.number)
        if key not in cited and key in known and known[key].score >= WHOLE_AT:
            found.append(replace(best, score=max(best.score, known[key].score)))
            cited.add(key)
    return found


def _within(hit: Hit, chosen: list[Hit]) -> bool:
    """Is the hit only the lead-in of a clause already chosen? Its words are shown with that clause anyway."""
    return any(
        other.policy.id == hit.policy.id and other.clause.number.startswith(hit.clause.number) and other.clause.number != hit.clause.number
        for other in chosen
        if hit.clause.is_lead_in
    )
