"""An answer without a language model: a plain first line, then each clause in the policy's own words."""

from collections.abc import Sequence

from assistant.answer import Citation, Verdict
from assistant.citing import cite, cite_hit
from assistant.flow import Decision, Draft

LEADS: dict[Verdict | None, str] = {
    Verdict.PROHIBITED: "Not allowed.",
    Verdict.PERMITTED: "Allowed.",
    Verdict.CONDITIONAL: "It depends: the policy sets conditions.",
    Verdict.REQUIRED: "This is required.",
    Verdict.RECOMMENDED: "The policy advises this.",
    None: "This is what the policy says.",
}
"""First lines name the rule, never "yes" or "no": "Is it wrong to …?" and "Can I …?" must not read as opposites."""


def write(decision: Decision) -> Draft:
    """The answer to a covered question."""
    citations = tuple(cite_hit(hit) for hit in decision.carrying)
    said = notices(decision, citations)
    text = "\n\n".join([LEADS[decision.verdict], *map(clause_words, citations), *said])
    return Draft(text, citations, tuple(cite_hit(hit) for hit in decision.nearest), said)


def notices(decision: Decision, citations: Sequence[Citation]) -> tuple[str, ...]:
    """What a reader must know beside the clauses: a rule of precedence, whom to ask, that a policy is model text."""
    said = []
    if decision.precedence:
        policy, clause = decision.precedence
        said.append(f"These policies differ on this. The rule for that: {clause_words(cite(policy, clause.number, clause.span))}")
    if decision.verdict is Verdict.CONDITIONAL:
        said.append("If the conditions do not clearly fit your case, ask your line manager or principal before you act.")
    models = sorted({citation.policy_title for citation in citations if citation.policy_status == "model"})
    if models:
        said.append(f"Note: {', '.join(models)}: model text, not adopted by the Trust; check with HR.")
    return tuple(said)


def clause_words(citation: Citation) -> str:
    """A clause as it is shown: where it stands, what governs it, and the quote."""
    over = f"{citation.lead_in} " if citation.lead_in else ""
    return f"{reference(citation)}: {over}“{citation.quote}”"


def reference(citation: Citation) -> str:
    """Title, clause number and heading: "Policy for Social Media, 4.3.1(c)(ii) (Social media in a personal capacity)"."""
    heading = f" ({citation.heading_path[-1]})" if citation.heading_path else ""
    return f"{citation.policy_title}, {citation.clause}{heading}"


def nearest_words(nearest: Sequence[Citation]) -> str:
    """Clauses near a question that they do not answer."""
    if not nearest:
        return ""
    return "The nearest clause, which is not an answer to this: " + "; ".join(clause_words(citation) for citation in nearest[:1])
