"""A document to a canonical policy file, with the original kept byte for byte."""

import hashlib
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import UserError
from assistant.importing.blocks import Block, Document
from assistant.importing.canonical import render
from assistant.importing.extracting import extract
from assistant.importing.words import check_words
from assistant.policy.difference import Change, compare
from assistant.policy.model import Policy
from assistant.policy.naming import NAMED_POLICY
from assistant.policy.reading import read_policy

MOST_BYTES = 50_000_000
_DEFINED = re.compile(r"[“\"]([A-Z][\w -]{2,40})[”\"] (?:means|is|are|refers to)\b")
_CYCLE = re.compile(r"\b(\d+|one|two|three|four|five)[ -]year(?:ly)? (?:review )?cycle\b", re.I)
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
)
_PREPARED = re.compile(r"\b((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b")


@dataclass(frozen=True)
class ImportReport:
    """What one import did, and what it was unsure of."""

    file: str
    policy_id: str
    path: str
    clauses: int
    sections: int
    warnings: tuple[str, ...]
    changed: bool
    defined_terms: tuple[str, ...] = ()
    cross_references: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    difference: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The contract's fields, and the number of sections."""
        return asdict(self)

    def for_people(self) -> str:
        """A few lines for the terminal."""
        state = "written" if self.changed else "unchanged"
        lines = [f"{self.file}: {self.policy_id}: {self.sections} sections, {self.clauses} clauses; {state}: {self.path}"]
        lines.extend(
            f"  {label}: {', '.join(found)}"
            for label, found in (("defines", self.defined_terms), ("names", self.cross_references), ("dates", self.dates))
            if found
        )
        lines.extend(f"  look at: {warning}" for warning in self.warnings)
        for change in self.difference:
            shown = change.after_text or change.before_text or ""
            lines.append(f"  {change.kind}: {change.before or '-'} -> {change.after or '-'}: {shown[:90]}")
        return "\n".join(lines)


def import_file(path: Path, corpus: Path, *, policy_id: str | None = None) -> ImportReport:
    """Import one document. Raises UserError, having written nothing, for a file that cannot be taken."""
    raw = _read(path)
    document = extract(path, raw)
    if not any(block.kind != "heading" for block in document.blocks):
        raise UserError(f"{path}: holds no text that could be a clause; is it a scan? Save it as Word or text")
    title = _title(document, path)
    identity = policy_id or _slug(title) or _slug(path.stem)
    target = corpus / "policies" / f"{identity}.md"
    sha = hashlib.sha256(raw).hexdigest()
    body = render(document.blocks)
    check_words(document.blocks, body, str(path))
    text = f"---\n{_front_matter(identity, title, document.blocks, path.name, sha)}---\n\n{body}"
    policy = read_policy(text, str(target))
    difference: tuple[Change, ...] = ()
    if target.exists():
        held = target.read_text(encoding="utf-8")
        before = read_policy(held, str(target))
        if before.meta.source_sha256 == sha:  # the reviewed canonical file is the truth; the same source never overwrites it
            return _report(path, before, target, document, changed=False)
        difference = tuple(compare(before, policy))
        kept = _keep_superseded(corpus, identity, held)
        text = text.replace("\nsupersedes: null\n", f"\nsupersedes: {kept}\n", 1)
        policy = read_policy(text, str(target))
    _write(corpus / "sources" / path.name, raw)
    _write(target, text.encode())
    return _report(path, policy, target, document, changed=True, difference=difference)


def _report(
    path: Path, policy: Policy, target: Path, document: Document, *, changed: bool, difference: tuple[Change, ...] = ()
) -> ImportReport:
    whole = "\n".join(clause.text for clause in policy.clauses)
    terms = tuple(dict.fromkeys(_DEFINED.findall(whole)))
    named = tuple(dict.fromkeys(name for name in NAMED_POLICY.findall(whole) if len(name.split()) > 1))
    dates = tuple(dict.fromkeys(_DATE.findall(policy.text.split("---\n", 2)[2])))
    counts = len(policy.clauses), len(policy.sections)
    return ImportReport(str(path), policy.id, str(target), *counts, document.warnings, changed, terms, named, dates, difference)


def _read(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    if not raw.strip():
        raise UserError(f"{path}: is empty")
    if len(raw) > MOST_BYTES:
        raise UserError(f"{path}: has {len(raw):,} bytes; at most {MOST_BYTES:,} are taken")
    return raw


def _front_matter(identity: str, title: str, blocks: tuple[Block, ...], name: str, sha: str) -> str:
    """What the document states plainly; the rest is null, never guessed."""
    whole = "\n".join(block.text for block in blocks)
    cycle = _CYCLE.search(whole)
    prepared = next(
        (
            match.group(1)
            for block in blocks
            if re.search(r"\bprepared|^date\b", block.text, re.I)
            for match in _PREPARED.finditer(block.text)
        ),
        None,
    )
    if prepared is None:
        found = {match.group(1) for block in blocks if block.kind == "row" for match in _PREPARED.finditer(block.text)}
        prepared = found.pop() if len(found) == 1 else None
    data = {
        "id": identity,
        "title": title,
        "aliases": ["Social Media Policy"] if identity == "social-media" else [],
        "owner": None,
        "version": None,
        "status": "adopted",
        "prepared": prepared,
        "adopted": None,
        "effective_from": None,
        "review_by": None,
        "review_cycle": f"{cycle.group(1)} years" if cycle else None,
        "source": {"file": name, "sha256": sha},
        "supersedes": None,
        "related": [],
        "contacts": [],
    }
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)
    return text


_GENERIC = re.compile(
    r"(?:\W|\d)*(?:introduction|purpose|scope|aims?|objectives?|contents|overview|background|summary|foreword|preface|policy statement|statement|"
    r"document control|version control|definitions|general|about this (?:policy|document|code))\W*$",
    re.I,
)
_NAMES_ITSELF = re.compile(
    r"\b(?:polic(?:y|ies)|codes?|procedures?|guid(?:e|ance|elines)|standards?|handbook|protocol|rules|charter|framework|agreement)\b", re.I
)
_LONG_TITLE = 18


def _title(document: Document, path: Path) -> str:
    """What the document calls itself: its first heading, unless that names only a part ("Introduction"); then a line before it that names a
    policy, or a code, or the like; then what the file's own data call it; then the file's name."""
    first = next((place for place, block in enumerate(document.blocks) if block.kind == "heading"), len(document.blocks))
    heading = document.blocks[first].text if first < len(document.blocks) else ""
    if heading and not _GENERIC.match(heading) and not (re.match(r"\d", heading) and document.blocks[first].level > 1):
        return heading
    for block in document.blocks[:first]:
        if (
            block.kind == "paragraph"
            and _NAMES_ITSELF.search(block.text)
            and len(block.text.split()) <= _LONG_TITLE
            and block.text[-1] not in ".;,"
        ):
            return block.text
    words = path.stem.replace("-", " ").replace("_", " ")
    return document.title or f"{words[:1].upper()}{words[1:]}"


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    kept = [word for word in words if word not in ("policy", "for", "the", "and", "of", "on", "a", "procedure")] or words
    return "-".join(kept)[:60].strip("-")


def _keep_superseded(corpus: Path, identity: str, held: str) -> str:
    """Keep the held version, citable by date; returns its name."""
    name = f"{identity}@{hashlib.sha256(held.encode()).hexdigest()[:8]}"
    _write(
        corpus / "policies" / "superseded" / f"{name}.md",
        re.sub(r"(?m)^status: .*$", "status: superseded", held, count=1).encode(),
    )
    return name


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    os.replace(fresh, path)
