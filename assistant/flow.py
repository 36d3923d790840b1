"""Values that pass between the steps of the chain. Steps take and return these, and know no other step."""

import math
from dataclasses import dataclass

from assistant.answer import Citation, Status, Verdict
from assistant.models.protocols import Floats
from assistant.policy.model import Clause, Policy, Span


@dataclass(frozen=True)
class Question:
    """What was asked; the standalone question that is embedded and judged; and, for the lexical leg, the standalone
    question with the policy words for its staff words. `otherwise` is the reading with the earlier question carried over,
    where the form of the message leaves both open."""

    asked: str
    standalone: str
    expanded: str
    carried: bool = False
    otherwise: str = ""


DISCLOSURES = frozenset(("child_risk", "self_harm", "harassment", "threat", "hacked"))
"""Routes that are signposted: a person comes first."""


@dataclass(frozen=True)
class Routed:
    """A route, its chance, and the cause that picks the fixed text. `vague` is the chance that a policy question leaves too
    much open; only one that no clause plainly answers is asked back about."""

    route: str
    chance: float
    cause: str = ""
    vague: float = 0.0


@dataclass(frozen=True)
class Evidence:
    """How a hit's score was made: every number that fusion and decision look at."""

    dense: float
    bank: float
    lexical: float
    relevance: float
    late: float = 0.0
    named: float = 0.0
    amount: int = 0
    """An amount in the question against the limits that the passage sets (policy/quantities.py)."""
    vote: float = 0.0
    """Log of the passage's share of the near bank questions' votes (retrieval/voting.py)."""
    supplied: int = 0
    """Does the passage's own text hold an answer of the type that the question wants (policy/answer_types.py)?"""


@dataclass(frozen=True)
class Hit:
    """A clause proposed for a question, with the span that it would be quoted by. `score` is P(it answers)."""

    policy: Policy
    clause: Clause
    span: Span
    statement: str
    score: float
    evidence: Evidence
    verdicts: Floats
    bank_verdicts: tuple[float, ...] = ()
    """Shares of VERDICT_CLASSES in the votes of its near bank questions; none without a bank."""
    bank_also: tuple[str, ...] = ()
    sentence: Span | None = None
    """The sentence that answers best, where the passage was read again sentence by sentence."""
    sentence_verdicts: Floats | None = None
    """What `verdicts` are of the whole passage, of that sentence alone."""


@dataclass(frozen=True)
class Retrieved:
    """Hits, best first, one per clause; `rejected` were looked at and fell away. `near_miss` is the log of the odds that the near bank
    questions' votes give to near-misses. `parts` is what was found for each question alone, where the message asks several."""

    hits: tuple[Hit, ...]
    near_miss: float = -math.inf
    rejected: tuple[Hit, ...] = ()
    parts: "tuple[Retrieved, ...]" = ()


@dataclass(frozen=True)
class Decision:
    """What is to be said: the hits that carry it, in order, and why."""

    status: Status
    verdict: Verdict | None
    carrying: tuple[Hit, ...]
    confidence: float
    cause: str = ""
    nearest: tuple[Hit, ...] = ()
    precedence: tuple[Policy, Clause] | None = None


@dataclass(frozen=True)
class Draft:
    """An answer in words, before its quotes are checked."""

    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    lead: str = ""
    """The words before any clause."""
