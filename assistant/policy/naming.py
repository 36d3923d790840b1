"""How policies are named: in running text, and in a question."""

import re
from collections import Counter
from functools import lru_cache

NAMED_POLICY = re.compile(
    r"\b((?:[A-Z][\w’'&-]*|ICT|and|of|at|for|the)(?: (?:[A-Z][\w’'&-]*|and|of|at|for|&))* (?:Policy and Procedures?|Polic(?:y|ies)|Procedures?))\b"
)
"""A capitalised title that ends in Policy or Procedure."""
_COMMON = frozenset("policy policies procedure procedures staff work use and the for of at on to in a an".split())
_STEM = 8
"""Letters by which a word of a title is known again: "whistleblower" names the Whistleblowing Procedure."""


def how_named(names: tuple[str, ...], others: tuple[str, ...], question: str) -> float:
    """How plainly a question names the policy with these names (title first) among the titles of all policies held.

    1 where a name stands in the question; else the share of the title's distinctive words that do, times one half.
    """
    lowered = question.lower()
    plain = [name.lower() for name in names]
    if any(name in lowered or name.removeprefix("policy for ") + " policy" in lowered for name in plain):
        return 1.0
    stems = _distinctive(others).get(names[0], ())
    asked = {word[:_STEM] for word in re.findall(r"[a-z]+", lowered)}
    return 0.5 * sum(stem in asked for stem in stems) / len(stems) if stems else 0.0


@lru_cache(maxsize=8)
def _distinctive(titles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Stems of each title's words that no other title has."""
    words = {title: {word[:_STEM] for word in re.findall(r"[a-z]+", title.lower()) if word not in _COMMON} for title in titles}
    counts = Counter(stem for stems in words.values() for stem in stems)
    return {title: tuple(sorted(stem for stem in stems if counts[stem] == 1)) for title, stems in words.items()}
