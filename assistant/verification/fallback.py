"""The last gate: a draft whose quotes are not exact is replaced by the clauses themselves."""

from collections.abc import Mapping

from assistant.answer import Status
from assistant.flow import Decision, Draft
from assistant.policy.model import Policy
from assistant.verification.quotes import is_exact
from assistant.writing.extractive import write


def verified(draft: Draft, decision: Decision, policies: Mapping[str, Policy]) -> Draft:
    """The draft where every quote is exact and every answered draft has one; else the extractive answer, which is by construction."""
    exact = all(is_exact(citation, policies[citation.policy_id]) for citation in (*draft.citations, *draft.nearest))
    if exact and (draft.citations or decision.status is not Status.ANSWERED):
        return draft
    return write(decision)
