"""Two runs side by side: what got better, what got worse, which answers changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.records import Outcome, Score
from evals.scoring import failing


def changes(
    before: Sequence[Outcome], after: Sequence[Outcome], scored_before: Sequence[Score], scored_after: Sequence[Score]
) -> list[dict[str, Any]]:
    """Cases whose answer changed: {"suite", "case", "kind", "before", "after"}; kind is better, worse or changed."""
    old = {(outcome.suite, outcome.case): outcome.answer for outcome in before}
    new = {(outcome.suite, outcome.case): outcome.answer for outcome in after}
    fell_before, fell_after = failing(scored_before), failing(scored_after)
    found = []
    for key in sorted(old.keys() & new.keys()):
        left, right = _gist(old[key]), _gist(new[key])
        if left == right:
            continue
        misses = len(fell_before.get(key, [])), len(fell_after.get(key, []))
        kind = "better" if misses[1] < misses[0] else "worse" if misses[1] > misses[0] else "changed"
        found.append({"suite": key[0], "case": key[1], "kind": kind, "before": left, "after": right})
    return found


def _gist(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer is compared: not timings, not confidence."""
    cited = [f"{citation['policy_id']}#{citation['clause']}" for citation in answer["citations"]]
    return {
        "status": answer["status"],
        "verdict": answer["verdict"],
        "clauses": cited,
        "quotes": [citation["quote"] for citation in answer["citations"]],
    }
