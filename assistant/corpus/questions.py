"""The question bank: the questions a clause answers, as staff ask them, and near-misses that a policy does not settle.

A clause's entry is tied to it by number and by a digest of its words: when the words change, its questions are
"to review" until a person accepts them again.
"""

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from assistant.errors import UserError
from assistant.policy.model import Clause, words

VERDICTS = ("prohibited", "permitted", "conditional", "required", "recommended", "fact")


@dataclass(frozen=True)
class BankQuestion:
    """One question of a clause. `also` are further clauses, of the same policy, that a full answer needs;
    `sentence` opens the sentence that answers, where the clause has several."""

    text: str
    clause: str
    verdict: str
    also: tuple[str, ...] = ()
    draft: bool = False
    sentence: str = ""


@dataclass(frozen=True)
class NearMiss:
    """A question that the policy does not settle, with the clauses that look as if they did. `elsewhere` are clauses of other policies
    that do settle it, as "policy-id#number": where one of those policies is held, it is no near-miss."""

    text: str
    near: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionBank:
    """All questions of one policy. `ties` is the digest of each clause's words when its questions were accepted."""

    policy_id: str
    questions: tuple[BankQuestion, ...]
    near_misses: tuple[NearMiss, ...]
    ties: dict[str, str]

    def unsettled(self, held: Container[str]) -> list[str]:
        """The near-misses that no policy among those held settles, each once."""
        return list(
            dict.fromkeys(miss.text for miss in self.near_misses if not any(place.split("#")[0] in held for place in miss.elsewhere))
        )


def tie(clause: Clause) -> str:
    """Digest of a clause's words, blind to case, punctuation and spacing."""
    return hashlib.sha256(" ".join(words(clause.text)).encode()).hexdigest()[:12]


def read_bank(data: Any, where: str) -> QuestionBank:
    """Parse a bank. Raises UserError naming the file, the clause and the field."""
    if not isinstance(data, dict) or not data.get("policy"):
        raise UserError(f"{where}: a question bank starts with policy: <id>")
    questions: list[BankQuestion] = []
    ties: dict[str, str] = {}
    for entry in data.get("clauses") or []:
        number = str(entry.get("clause") or "") if isinstance(entry, dict) else ""
        if not number:
            raise UserError(f"{where}: an entry under clauses has no clause number")
        if entry.get("words"):
            ties[number] = str(entry["words"])
        for row in entry.get("questions") or []:
            if not isinstance(row, dict) or not str(row.get("q") or "").strip():
                raise UserError(f"{where}: clause {number}: a question has no q")
            verdict = str(row.get("verdict") or "fact")
            if verdict not in VERDICTS:
                raise UserError(f"{where}: clause {number}: verdict {verdict!r} is not one of {', '.join(VERDICTS)}")
            also = tuple(str(item) for item in row.get("with") or [])
            sentence = str(entry.get("sentence") or "")
            questions.append(BankQuestion(str(row["q"]).strip(), number, verdict, also, bool(row.get("draft")), sentence))
    misses = []
    for row in data.get("near_misses") or []:
        if not isinstance(row, dict) or not str(row.get("q") or "").strip():
            raise UserError(f"{where}: a near-miss has no q")
        near, elsewhere = (tuple(str(item) for item in row.get(field) or []) for field in ("near", "elsewhere"))
        misses.append(NearMiss(str(row["q"]).strip(), near, elsewhere))
    return QuestionBank(str(data["policy"]), tuple(questions), tuple(misses), ties)
