"""What a person should look at in a corpus, clause by clause: nothing here changes a policy."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.corpus.loading import POLICIES, QUESTIONS, load_policy, load_text, load_yaml, policy_files
from assistant.corpus.manifest import Manifest, read_manifest
from assistant.corpus.questions import QuestionBank, read_bank, tie
from assistant.errors import UserError
from assistant.policy.model import Policy
from assistant.policy.naming import NAMED_POLICY

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the )?(?:previous|prior|above|other|these|your) (?:\w+ )?(?:instructions?|rules|prompts?)\b"
    r"|\b(?:note|message|instructions?) (?:to|for) (?:the )?(?:ai|assistant|chatbot|language model|llm)\b|\bas an ai\b|\bsystem prompt\b|\byou are (?:now )?(?:an? )?(?:ai|assistant|chatbot)\b",
    re.I,
)
_REFERENCE = re.compile(r"\b(?:clause|paragraph|section|para)s? (\d{1,3}(?:\.\d{1,3})*(?:\([a-z0-9]{1,4}\))*)", re.I)
_ELSEWHERE = re.compile(r"[\w, ()]{0,12}? (?:of|to|in|under) (?:the |this )?[A-Z]")
_DEFINED = re.compile(r"[“\"]([A-Z][\w -]{2,40})[”\"] (?:means|is|are|refers to)\b")
_MONTHS = "january february march april may june july august september october november december".split()
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "yearly": 1, "annual": 1, "annually": 1, "every year": 1}


@dataclass(frozen=True)
class Problem:
    """One thing to look at. `clause` is None where it concerns the whole policy."""

    policy_id: str
    clause: str | None
    kind: str
    message: str


@dataclass(frozen=True)
class Checked:
    """One policy, counted."""

    policy_id: str
    title: str
    status: str
    clauses: int
    sections: int
    questions: int
    near_misses: int


@dataclass(frozen=True)
class CheckReport:
    """A whole corpus, looked at."""

    policies: tuple[Checked, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON."""
        return asdict(self)

    def for_people(self) -> str:
        """Lines for the terminal."""
        lines = [f"{row.policy_id}: {row.status}, {row.sections} sections, {row.clauses} clauses, {row.questions} questions" for row in self.policies]
        lines.append(f"{len(self.problems)} to look at" if self.problems else "nothing to look at")
        for problem in self.problems:
            where = f"{problem.policy_id} {problem.clause}" if problem.clause else problem.policy_id
            lines.append(f"  {problem.kind}: {where}: {problem.message}")
        return "\n".join(lines)


def validate(root: Path, today: date | None = None) -> CheckReport:
    """Look at every policy of a corpus. Raises UserError only where the folder is missing."""
    today = today or date.today()
    problems: list[Problem] = []
    policies: dict[str, Policy] = {}
    for path in policy_files(root):
        try:
            policy = load_policy(path)
        except UserError as error:
            problems.append(Problem(path.stem, None, "front_matter", str(error)))
            continue
        if policy.id in policies:
            problems.append(Problem(policy.id, None, "duplicate_id", f"{path} and {policies[policy.id].path} have the same id"))
        if path.stem != policy.id:
            problems.append(Problem(policy.id, None, "front_matter", f"{path} should be called {policy.id}.md"))
        policies[policy.id] = policy
    banks = {}
    for path in sorted((root / QUESTIONS).glob("*.yaml")):
        try:
            bank = read_bank(load_yaml(path), str(path))
            banks[bank.policy_id] = bank
        except UserError as error:
            problems.append(Problem(path.stem, None, "questions", str(error)))
    manifest = read_manifest(load_yaml(root / "manifest.yaml"), str(root / "manifest.yaml"))
    for policy in policies.values():
        problems.extend(_of_policy(policy, policies, manifest, today))
        problems.extend(_of_bank(policy, banks.get(policy.id), policies))
    for name in banks.keys() - policies.keys():
        problems.append(Problem(name, None, "questions", "a question bank of a policy that is not held"))
    checked = []
    for policy in policies.values():
        found = banks.get(policy.id)
        counts = (len(found.questions), len(found.near_misses)) if found else (0, 0)
        checked.append(Checked(policy.id, policy.title, policy.meta.status, len(policy.clauses), len(policy.sections), *counts))
    return CheckReport(tuple(checked), tuple(problems))


def _of_policy(policy: Policy, policies: dict[str, Policy], manifest: Manifest, today: date) -> Iterator[Problem]:
    overdue = review_due(policy)
    if overdue and overdue < today:
        yield Problem(policy.id, None, "review_overdue", f"review was due by {overdue:%B %Y}")
    named: set[str] = set()
    for clause in policy.clauses:
        if "#" in clause.number or "/" in clause.number:
            yield Problem(policy.id, clause.number, "number", "the document gives this number twice")
        for problem in _of_text(policy.id, clause.number, clause.text):
            yield problem
        for match in _REFERENCE.finditer(clause.text):
            around = clause.text[match.end() : match.end() + 60]
            if not _ELSEWHERE.match(around) and not _has(policy, match.group(1)):
                yield Problem(policy.id, clause.number, "dangling_reference", f"names {match.group()}, which this policy does not have")
        named.update(match.group(1) for match in NAMED_POLICY.finditer(clause.text))
    for section in policy.sections:
        if section.level > 0 and not any(section.title in clause.heading_path for clause in policy.clauses):
            yield Problem(policy.id, section.number, "empty_section", f"nothing stands under {section.title!r}")
    for name in sorted(named):
        if not _is_held(name, policies) and not _is_in_manifest(name, manifest):
            yield Problem(policy.id, None, "policy_not_held", f"names the {name}, which is neither held nor in manifest.yaml")
    text = "\n".join(clause.text for clause in policy.clauses)
    for term in {match.group(1) for match in _DEFINED.finditer(text)}:
        if len(re.findall(rf"\b{re.escape(term)}\b", text)) < 2:
            yield Problem(policy.id, None, "unused_term", f"defines {term!r} and never uses it")


def _of_text(policy_id: str, number: str, text: str) -> Iterator[Problem]:
    if _HIDDEN.search(text):
        yield Problem(policy_id, number, "hidden_text", "holds hidden or zero-width characters")
    found = _INSTRUCTION.search(text)
    if found:
        yield Problem(policy_id, number, "instruction_like", f"reads like an instruction to a program: {found.group()!r}")


def _of_bank(policy: Policy, bank: QuestionBank | None, policies: dict[str, Policy]) -> Iterator[Problem]:
    if bank is None:
        yield Problem(policy.id, None, "no_questions", "has no question bank")
        return
    asked = {question.clause for question in bank.questions}
    for number in sorted(asked | {other for question in bank.questions for other in question.also}):
        if number not in policy.by_number:
            yield Problem(policy.id, number, "questions", "questions of a clause that the policy does not have")
    for place in sorted({place for miss in bank.near_misses for place in miss.elsewhere}):
        other, _, number = place.partition("#")
        if other in policies and number not in policies[other].by_number:
            yield Problem(policy.id, None, "questions", f"a near-miss is settled by {place}, which is not there")
    for number, words in bank.ties.items():
        if number in policy.by_number and tie(policy.clause(number)) != words:
            yield Problem(policy.id, number, "to_review", "the clause has changed since its questions were accepted")
    for clause in policy.clauses:
        family = {clause.number, clause.parent, *clause.children}
        if not family & asked and clause.section != "0":
            yield Problem(policy.id, clause.number, "no_questions", "no question in the bank asks for this clause")


def review_due(policy: Policy) -> date | None:
    """When the review is, or was, due: as stated, else computed from the date prepared or adopted and the cycle."""
    meta = policy.meta
    if meta.review_by:
        return _date(meta.review_by)
    start = _date(meta.adopted or meta.prepared or "")
    cycle = (meta.review_cycle or "").lower()
    match = re.search(r"\d+", cycle)
    years = int(match.group()) if match else next((number for word, number in _NUMBERS.items() if word in cycle), 0)
    return start.replace(year=start.year + years, day=1) if start and years else None


def _date(text: str) -> date | None:
    iso = re.search(r"(\d{4})-(\d{2})-(\d{2})", text)
    if iso:
        return date(int(iso.group(1)), int(iso.group(2)), int(iso.group(3)))
    match = re.search(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Z][a-z]+) (\d{4})", text)
    if match and match.group(2).lower() in _MONTHS:
        return date(int(match.group(3)), _MONTHS.index(match.group(2).lower()) + 1, int(match.group(1) or 1))
    return None


def _has(policy: Policy, number: str) -> bool:
    known = (*policy.by_number, *(section.number for section in policy.sections))
    return any(name == number or name.startswith((f"{number}.", f"{number}(")) for name in known)


def _plain(name: str) -> str:
    kept = [word for word in re.findall(r"[a-z]+", name.lower().replace("&", "and")) if word not in ("policy", "policies", "procedure", "procedures", "the", "and", "s")]
    return " ".join(kept)


def _is_held(name: str, policies: dict[str, Policy]) -> bool:
    plain = _plain(name)
    titles = {_plain(title) for policy in policies.values() for title in (policy.title, policy.id.replace("-", " "), *policy.meta.aliases)}
    return not plain or any(plain in title or title in plain for title in titles if title)


def _is_in_manifest(name: str, manifest: Manifest) -> bool:
    plain = _plain(name)
    return any(plain in _plain(title) or _plain(title) in plain for entry in manifest.not_held for title in (entry.title, *entry.aliases) if _plain(title))


def accept_questions(root: Path, policy_id: str) -> int:
    """Tie each clause's questions to its present words, in place. Returns how many clauses. Raises UserError."""
    policy = load_policy(root / POLICIES / f"{policy_id}.md")
    path = root / QUESTIONS / f"{policy_id}.yaml"
    lines: list[str] = []
    accepted = 0
    for line in load_text(path).splitlines():
        if re.match(r"    words: ", line):
            continue
        lines.append(line)
        match = re.match(r"  - clause: [\"']?([^\"']+)[\"']?\s*$", line)
        if match and match.group(1) in policy.by_number:
            lines.append(f'    words: "{tie(policy.clause(match.group(1)))}"')
            accepted += 1
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(path)
    return accepted
