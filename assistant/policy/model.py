"""A policy as a tree of clauses over one canonical text.

The canonical text is the whole Markdown file, front matter included, counted in code points, so that anyone can open
the file, slice it and see the quote. Every span below refers to it: `policy.text[span.start:span.end]`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, order=True)
class Span:
    """Half-open range of code points in the canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The words that this span covers in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Section:
    """A heading. `number` is printed in the document, or derived from its place where the document prints none."""

    number: str
    title: str
    level: int
    span: Span
    path: tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """One paragraph, list item or table row: the unit that is retrieved, decided on and cited.

    `text` is exactly `policy.text[span.start:span.end]`: the clause's own words without its printed marker.
    `lead_ins` are the words of its ancestors, outermost first ("... must not:", "abuse their position of trust ...").
    """

    number: str
    printed: bool
    text: str
    span: Span
    depth: int
    section: str
    heading_path: tuple[str, ...]
    lead_ins: tuple[str, ...]
    parent: str | None
    children: tuple[str, ...] = ()

    @property
    def is_lead_in(self) -> bool:
        """Does it govern items beneath it?"""
        return bool(self.children)

    @cached_property
    def digest(self) -> str:
        """Hash of the clause with the words it inherits: when it is unchanged, so is everything embedded from it."""
        parts = ("\x1f".join(self.heading_path), "\x1f".join(self.lead_ins), self.text)
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FrontMatter:
    """What the document says of itself. What it does not state is None: never guessed."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    version: str | None = None
    status: str = "adopted"
    prepared: str | None = None
    adopted: str | None = None
    effective_from: str | None = None
    review_by: str | None = None
    review_cycle: str | None = None
    source_file: str | None = None
    source_sha256: str | None = None
    supersedes: str | None = None
    related: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """One policy: its front matter, its canonical text, and the sections and clauses found in it, in document order."""

    meta: FrontMatter
    text: str
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    path: str | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        return self.meta.id

    @property
    def title(self) -> str:
        return self.meta.title

    @cached_property
    def by_number(self) -> dict[str, Clause]:
        """Clauses by their number; numbers are unique within a policy."""
        return {clause.number: clause for clause in self.clauses}

    @cached_property
    def digest(self) -> str:
        """Hash of the canonical text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def clause(self, number: str) -> Clause:
        """The clause with this number. Raises KeyError where there is none."""
        return self.by_number[number]

    def descendants(self, clause: Clause) -> list[Clause]:
        """All clauses beneath this one, in document order."""
        found: list[Clause] = []
        for number in clause.children:
            child = self.by_number[number]
            found.append(child)
            found.extend(self.descendants(child))
        return found


WORD = re.compile(r"[^\W_]+(?:['’‘][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text, in order, lower case, with one kind of apostrophe: what import must never lose or reorder."""
    return [word.lower().replace("’", "'").replace("‘", "'") for word in WORD.findall(text)]
