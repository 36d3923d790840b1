"""Which clauses no case tests, and which cases name a clause that is not there."""

from collections.abc import Mapping, Sequence

from assistant.api import Policy, Turn
from evals.metrics.citation import carries
from evals.records import Case


def untested(cases: Sequence[Case], policies: Mapping[str, Policy]) -> list[str]:
    """policy-id#number of every clause that no case names, by number, by words, or through its lead-in or items."""
    wanted = [item for case in cases for group in case.clauses for item in group]
    numbers = {item for item in wanted if "#" in item}
    quotes = [item for item in wanted if "#" not in item]
    found = []
    for policy in policies.values():
        for clause in policy.clauses:
            if clause.section == "0" and policy.meta.status == "model":
                continue  # the banner
            family = {clause.number, clause.parent or clause.number, *clause.children}
            if any(f"{policy.id}#{number}" in numbers for number in family):
                continue
            cited = {"policy_id": policy.id, "clause": clause.number, "quote": clause.text}
            if not any(carries(cited, quote) for quote in quotes):
                found.append(f"{policy.id}#{clause.number}")
    return found


def dangling(cases: Sequence[Case], policies: Mapping[str, Policy]) -> list[tuple[str, str, str]]:
    """(suite, case, clause) for every clause that a case names and the policies do not hold."""
    found = []
    for case in cases:
        for item in (item for group in case.clauses for item in group):
            if any(
                carries({"policy_id": policy.id, "clause": clause.number, "quote": clause.text}, item)
                for policy in policies.values()
                for clause in policy.clauses
            ):
                continue
            found.append((case.suite, case.id, item))
    return found


def draft_case(question: str, history: Sequence[Turn], answer: Mapping[str, object], name: str) -> dict[str, object]:
    """A case from a real turn, for a person to correct: what was answered becomes what is expected."""
    citations = answer["citations"]
    assert isinstance(citations, list)
    return {
        "id": name,
        "question": question,
        "history": [{"role": turn.role, "content": turn.content} for turn in history],
        "status": [answer["status"]],
        "verdict": [answer["verdict"] or "none"],
        "clauses": [[f"{citation['policy_id']}#{citation['clause']}"] for citation in citations],
        "tags": ["draft"],
        "why": "from a conversation; check before use",
    }
