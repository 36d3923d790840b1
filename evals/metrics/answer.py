"""Status, verdict, false permission, false answers and refusals, signposting, facts, quotes."""

from collections.abc import Mapping
from typing import Any

from assistant.api import Policy
from evals.records import Case


def answer_scores(case: Case, answer: Mapping[str, Any], policies: Mapping[str, Policy]) -> dict[str, float]:
    """Every measure that this case has, by name; 1 is right but for the measures named false_*, where 1 is wrong."""
    status, verdict = answer["status"], answer["verdict"] or "none"
    scores = {"status": float(status in case.status and bool(str(answer["answer"]).strip()))}
    if case.verdict and (status == "answered" or case.covered):
        scores["verdict"] = float(status == "answered" and verdict in case.verdict)
    if (case.verdict and "permitted" not in case.verdict) or not case.covered:
        scores["false_permission"] = float(verdict == "permitted")
    if "not_covered" in case.status and "answered" not in case.status:
        scores["false_answer"] = float(status == "answered")
    if case.covered:
        scores["false_refusal"] = float(status not in case.status and status != "answered")
    if case.status == ("signposted",):
        scores["signposting"] = float(status == "signposted")
    said = str(answer["answer"]).lower()
    if case.must_say:
        scores["facts"] = sum(fact.lower() in said for fact in case.must_say) / len(case.must_say)
    if case.must_not_say:
        scores["forbidden_words"] = float(any(fact.lower() in said for fact in case.must_not_say))
    if answer["citations"]:
        exact = [is_exact(citation, policies) for citation in answer["citations"]]
        scores["quotes_exact"] = float(all(exact))
    return scores


def is_exact(citation: Mapping[str, Any], policies: Mapping[str, Policy]) -> bool:
    """Is the quote word for word at its offsets, in the clause it names?"""
    policy = policies.get(citation["policy_id"])
    clause = policy.by_number.get(citation["clause"]) if policy else None
    if policy is None or clause is None:
        return False
    start, end = citation["start"], citation["end"]
    return bool(policy.text[start:end] == citation["quote"]) and clause.span.start <= start < end <= clause.span.end
