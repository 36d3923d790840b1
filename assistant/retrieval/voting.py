"""What the near bank questions say together: each votes for its clause and for its verdict, the more the nearer it is.

A Parzen window (Parzen, 1962) with an exponential kernel over the cosine. One nearest question alone says less, and is sometimes odd.
"""

import math
from collections.abc import Iterable, Sequence

from assistant.index.protocols import Match
from assistant.models.protocols import VERDICT_CLASSES

CLAUSE_WIDTH = 0.05
"""Fall of the cosine that divides a vote by e, for a clause ..."""
VERDICT_WIDTH = 0.08
"""... and for a verdict."""
LEAST_SHARE = 1e-3
"""Share of the votes that stands for none, so that no clause is shut out by the bank alone."""
NOBODY = 0.5
"""As near as this is a vote for no verdict."""
FAR = 0.3
"""As near as this is a vote that questions and near-misses each have anyway."""


def _vote(cosine: float, width: float) -> float:
    return math.exp((cosine - 1) / width)


def clause_votes(rows: Sequence[Iterable[Match]]) -> list[float]:
    """Log of each passage's share of the votes of the bank questions that stand for it, at least log LEAST_SHARE; zeros where there are none."""
    votes = [sum(_vote(row.score, CLAUSE_WIDTH) for row in own) for own in rows]
    total = sum(votes)
    return [math.log(vote / total + LEAST_SHARE) for vote in votes] if total else [0.0] * len(votes)


def near_miss_odds(questions: Iterable[Match], near_misses: Sequence[Match]) -> float:
    """Log of the odds that the votes give to near-misses against questions that are answered; -inf where no near-miss is near."""
    if not near_misses:
        return -math.inf
    against, for_ = (
        sum((_vote(row.score, CLAUSE_WIDTH) for row in rows), start=_vote(FAR, CLAUSE_WIDTH)) for rows in (near_misses, questions)
    )
    return math.log(against / for_)


def verdict_votes(rows: Iterable[Match]) -> tuple[float, ...]:
    """Shares of VERDICT_CLASSES in the votes of one passage's questions; what is missing to one is nobody's."""
    votes = dict.fromkeys(VERDICT_CLASSES, 0.0)
    for row in rows:
        votes[row.verdict] += _vote(row.score, VERDICT_WIDTH)
    total = sum(votes.values()) + _vote(NOBODY, VERDICT_WIDTH)
    return tuple(vote / total for vote in votes.values())
