"""The staff words for what policies name ("insta" for social media), which HR edits and retrieval adds to a question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.errors import UserError


@dataclass(frozen=True)
class Term:
    """Staff words, and the policy words that they stand for."""

    say: tuple[str, ...]
    means: str


@dataclass(frozen=True)
class Glossary:
    """All terms."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        phrases = sorted((re.escape(word) for term in self.terms for word in term.say), key=len, reverse=True)
        return re.compile(rf"(?<![\w'])(?:{'|'.join(phrases)})(?![\w'])", re.I) if phrases else None

    @cached_property
    def _meaning(self) -> dict[str, str]:
        return {word.lower(): term.means for term in self.terms for word in term.say}

    def meanings(self, question: str) -> list[str]:
        """Policy words for the staff words in a question, in order, each once."""
        if self._pattern is None:
            return []
        found = (self._meaning[match.group().lower()] for match in self._pattern.finditer(question))
        return list(dict.fromkeys(found))

    @property
    def words(self) -> Iterable[str]:
        """Every staff word: known to the speller, so never "repaired"."""
        return (word for term in self.terms for word in term.say)


def read_glossary(data: Any, where: str) -> Glossary:
    """Parse glossary.yaml. Raises UserError naming the file and the entry."""
    terms = []
    for place, row in enumerate((data or {}).get("terms") or [], start=1):
        say, means = (row or {}).get("say"), (row or {}).get("means")
        if not say or not means:
            raise UserError(f"{where}: term {place} needs say: [words] and means: words")
        say = say if isinstance(say, list) else [say]
        terms.append(Term(tuple(str(word).strip().lower() for word in say), str(means)))
    return Glossary(tuple(terms))
