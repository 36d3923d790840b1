"""Only exact slices of the canonical text are quoted: a citation is made here, and nowhere else."""

from assistant.answer import Citation
from assistant.errors import AssistantError
from assistant.flow import Hit
from assistant.policy.model import Policy, Span
from assistant.policy.sentences import last_sentence


def cite(policy: Policy, number: str, span: Span) -> Citation:
    """The citation of a span of a clause. Raises AssistantError where the span is not within the clause."""
    clause = policy.clause(number)
    if not (clause.span.start <= span.start < span.end <= clause.span.end):
        raise AssistantError(f"{policy.id} {number}: quote {span} is outside the clause")
    return Citation(
        policy_id=policy.id,
        policy_title=policy.title,
        version=policy.meta.version,
        policy_status=policy.meta.status,
        clause=number,
        heading_path=clause.heading_path,
        quote=span.of(policy.text),
        start=span.start,
        end=span.end,
        lead_in=" … ".join(last_sentence(words) for words in clause.lead_ins),
    )


def cite_hit(hit: Hit) -> Citation:
    """The citation of a hit."""
    return cite(hit.policy, hit.clause.number, hit.span)
