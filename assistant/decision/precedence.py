"""When two policies speak to a question and pull apart, the written rule says which one holds; the tension is shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.flow import Hit
from assistant.policy.layers import Force, force
from assistant.policy.model import Clause, Policy

_RULE = re.compile(r"\btakes? precedence\b|\bprevails?\b|\bstricter of the two\b|\bfollow the stricter\b", re.I)
_STRICT = {Force.PROHIBITS: 3, Force.CONDITIONS: 2, Force.REQUIRES: 2, Force.RECOMMENDS: 1, Force.PERMITS: 0}


@dataclass(frozen=True)
class PrecedenceRule:
    """A clause that says which policy holds; `over` are the titles that it names (none: any two policies)."""

    policy: Policy
    clause: Clause
    over: tuple[str, ...]


def rules(policies: Iterable[Policy]) -> list[PrecedenceRule]:
    """The written rules of precedence among the policies held."""
    held = list(policies)
    found = []
    for policy in held:
        for clause in policy.clauses:
            if _RULE.search(clause.text):
                named = [
                    other.id
                    for other in held
                    if other.id != policy.id and any(name in clause.text for name in (other.title, *other.meta.aliases))
                ]
                found.append(PrecedenceRule(policy, clause, tuple(named)))
    return found


def in_tension(hits: Sequence[Hit]) -> bool:
    """Do clauses of two policies among the hits carry different force, one of them a prohibition?"""
    by_policy: dict[str, set[Force]] = {}
    for hit in hits:
        carried = force(hit.clause)
        if carried in _STRICT:
            by_policy.setdefault(hit.policy.id, set()).add(carried)
    if len(by_policy) < 2:
        return False
    strictest = [max(_STRICT[item] for item in forces) for forces in by_policy.values()]
    return max(strictest) == 3 and min(strictest) < 3


def applying(hits: Sequence[Hit], written: Sequence[PrecedenceRule]) -> PrecedenceRule | None:
    """The rule for these hits: one that names both policies, else a general one. None where nothing is in tension."""
    if not in_tension(hits):
        return None
    present = {hit.policy.id for hit in hits}
    named = next(
        (
            rule
            for rule in written
            if rule.over
            and {rule.policy.id, *rule.over} <= present | {rule.policy.id}
            and set(rule.over) & present
            and rule.policy.id in present
        ),
        None,
    )
    return named or next((rule for rule in written if not rule.over), None)
