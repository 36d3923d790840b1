"""Is every quote word for word what stands in the policy?"""

from assistant.answer import Citation
from assistant.policy.model import Policy


def is_exact(citation: Citation, policy: Policy) -> bool:
    """Is the quote word for word what stands at its offsets, within its clause?"""
    clause = policy.by_number.get(citation.clause)
    inside = clause is not None and clause.span.start <= citation.start < citation.end <= clause.span.end
    return inside and policy.text[citation.start : citation.end] == citation.quote
