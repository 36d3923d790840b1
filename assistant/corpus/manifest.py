"""Policies that the corpus names but does not hold: a question about one is signposted, never answered."""

import re
from dataclasses import dataclass
from typing import Any

from assistant.errors import UserError


@dataclass(frozen=True)
class NotHeld:
    """A policy that exists somewhere else, the words staff use for its topics, and whom to ask (a role)."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ask: str = "hr"


@dataclass(frozen=True)
class Manifest:
    """All policies that are named but not held."""

    not_held: tuple[NotHeld, ...] = ()

    def match(self, question: str) -> NotHeld | None:
        """The policy whose title or topic the question names, the longest words winning; None where none is named."""
        lowered = question.lower()
        named = [
            (len(phrase), policy)
            for policy in self.not_held
            for phrase in (policy.title, *policy.aliases, *policy.topics)
            if phrase.lower() in lowered and re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", lowered)
        ]
        return max(named, key=lambda row: row[0])[1] if named else None


def read_manifest(data: Any, where: str) -> Manifest:
    """Parse manifest.yaml. Raises UserError naming the file and the entry."""
    rows = []
    for row in (data or {}).get("not_held") or []:
        if not isinstance(row, dict) or not row.get("id") or not row.get("title"):
            raise UserError(f"{where}: an entry under not_held needs id and title")
        many = {name: tuple(str(item) for item in row.get(name) or []) for name in ("aliases", "topics")}
        rows.append(NotHeld(str(row["id"]), str(row["title"]), many["aliases"], many["topics"], str(row.get("ask") or "hr")))
    return Manifest(tuple(rows))
