"""Citations against the clauses that a case names: hit@k, reciprocal rank, nDCG, recall and precision.

Recall: are all needed clauses cited. Precision: what share of the citations carries something needed or fair
(ALCE, Gao et al., EMNLP 2023, has both for generated citations; here what carries is given by the case).
nDCG with binary gains (Jarvelin and Kekalainen, 2002).
"""

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evals.records import NUMBER, Case

_WORD = re.compile(r"[a-z0-9']+")


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'").replace("‘", "'"))


def carries(citation: Mapping[str, Any], wanted: str) -> bool:
    """Is the citation of this clause (by number or by its words)?"""
    if NUMBER.fullmatch(wanted):
        policy, number = wanted.split("#", 1)
        cited = str(citation["clause"])
        return citation["policy_id"] == policy and (cited == number or cited.startswith((f"{number}(", f"{number}.")))
    quoted, gold = words(str(citation["quote"])), words(wanted)
    if not quoted or not gold or len(quoted) > max(120, 6 * len(gold)):
        return False
    run = difflib.SequenceMatcher(None, quoted, gold, autojunk=False).find_longest_match().size
    return run >= max(min(4, len(gold)), 0.6 * min(len(quoted), len(gold)), min(8, 0.4 * len(gold)))


def gains(case: Case, citations: Sequence[Mapping[str, Any]]) -> list[bool]:
    """For each citation: does it carry a needed clause?"""
    return [any(carries(citation, item) for group in case.clauses for item in group) for citation in citations]


def citation_scores(case: Case, citations: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """All measures of a case that names clauses."""
    right = gains(case, citations)
    fair = [any(carries(citation, item) for item in case.also) for citation in citations]
    found = [any(carries(citation, item) for citation in citations for item in group) for group in case.clauses]
    ideal = sum(1 / math.log2(place + 2) for place in range(min(len(case.clauses), max(1, len(right)))))
    gained = sum(1 / math.log2(place + 2) for place, hit in enumerate(right) if hit)
    scores = {
        "hit@1": float(bool(right) and right[0]),
        "hit@3": float(any(right[:3])),
        "mrr": next((1 / (place + 1) for place, hit in enumerate(right) if hit), 0.0),
        "ndcg": min(1.0, gained / ideal) if ideal else 0.0,
        "citation_recall": float(all(found)),
    }
    counted = [hit for hit, extra in zip(right, fair, strict=True) if hit or not extra]
    if counted:
        scores["citation_precision"] = sum(counted) / len(counted)
    return scores
