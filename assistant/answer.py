"""The contract: what `ask` answers. Stable; tools outside the project depend on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What kind of reply this is."""

    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    NEEDS_CLARIFICATION = "needs_clarification"
    SIGNPOSTED = "signposted"


class Verdict(StrEnum):
    """What the policy says to the question. No verdict (None) where the answer is informational."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    CONDITIONAL = "conditional"
    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True)
class Citation:
    """A clause that carries the answer. `quote` is exactly `text[start:end]` of the policy's canonical text."""

    policy_id: str
    policy_title: str
    version: str | None
    policy_status: str
    clause: str
    heading_path: tuple[str, ...]
    quote: str
    start: int
    end: int
    lead_in: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contract's fields."""
        return {
            "policy_id": self.policy_id,
            "policy_title": self.policy_title,
            "version": self.version,
            "policy_status": self.policy_status,
            "clause": self.clause,
            "heading_path": list(self.heading_path),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Answer:
    """One reply. `cause` says why it is what it is ("named policy not held"); `nearest` are clauses that do NOT answer;
    `lead` are the words of `answer` before any clause."""

    question: str
    standalone_question: str
    status: Status
    verdict: Verdict | None
    answer: str
    citations: tuple[Citation, ...]
    confidence: float
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    id: str | None = None
    cause: str = ""
    nearest: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    lead: str = ""

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": str(self.status),
            "verdict": str(self.verdict) if self.verdict else None,
            "answer": self.answer,
            "citations": [citation.to_json() for citation in self.citations],
            "confidence": round(self.confidence, 4),
            "timings_ms": {step: round(value, 2) for step, value in self.timings_ms.items()},
        }
