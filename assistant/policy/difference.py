"""Two versions of a policy, clause by clause: what was added, removed, changed, renumbered."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.policy.model import Clause, Policy, words

Kind = Literal["added", "removed", "changed", "renumbered"]
ALIKE = 0.6
"""Share of words in common at which two clauses are versions of one another."""


@dataclass(frozen=True)
class Change:
    """One clause's change. Numbers and words are None on the side where there is no clause."""

    kind: Kind
    before: str | None
    after: str | None
    before_text: str | None
    after_text: str | None


def compare(old: Policy, new: Policy) -> list[Change]:
    """Changes in the order of the new version, then what was removed. Unchanged clauses are not listed."""
    left = {clause.number: clause for clause in old.clauses}
    partner: dict[str, Clause] = {}
    free = dict(left)

    def pair(clause: Clause, other: Clause) -> None:
        partner[clause.number] = other
        del free[other.number]

    by_words: dict[tuple[str, ...], list[Clause]] = {}
    for clause in old.clauses:
        by_words.setdefault(tuple(words(clause.text)), []).append(clause)
    for clause in new.clauses:  # the same words: the same clause, best under its own number
        same = [other for other in by_words.get(tuple(words(clause.text)), []) if other.number in free]
        if same:
            pair(clause, next((other for other in same if other.number == clause.number), same[0]))
    for clause in new.clauses:  # else alike under the same number, else alike anywhere
        if clause.number not in partner and clause.number in free and _alike(clause, free[clause.number]) >= ALIKE / 2:
            pair(clause, free[clause.number])
    for clause in new.clauses:
        if clause.number not in partner and free:
            best = max(free.values(), key=lambda other: _alike(clause, other))
            if _alike(clause, best) >= ALIKE:
                pair(clause, best)
    changes: list[Change] = []
    for clause in new.clauses:
        other = partner.get(clause.number)
        if other is None:
            changes.append(Change("added", None, clause.number, None, clause.text))
        elif words(other.text) != words(clause.text):
            changes.append(Change("changed", other.number, clause.number, other.text, clause.text))
        elif other.number != clause.number:
            changes.append(Change("renumbered", other.number, clause.number, other.text, clause.text))
    changes.extend(Change("removed", clause.number, None, clause.text, None) for clause in old.clauses if clause.number in free)
    return changes


def _alike(clause: Clause, other: Clause) -> float:
    left, right = words(clause.text), words(other.text)
    if not left or not right or min(len(left), len(right)) < 0.3 * max(len(left), len(right)):
        return 0.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
