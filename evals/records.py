"""What an eval is made of: cases that people write, outcomes that the product gives, scores that compare them."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant.api import UserError

SUITES = Path(__file__).parent / "suites"
STATUSES = ("answered", "not_covered", "needs_clarification", "signposted")
VERDICTS = ("permitted", "prohibited", "conditional", "required", "recommended", "none")
NUMBER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#\S+")
GENERATED = ("attacks", "robustness")
"""Suites that are made by code; the others are written."""


@dataclass(frozen=True)
class Case:
    """One question with what is accepted. `clauses` are groups that are all needed, each a list of alternatives
    (policy-id#number, or the clause's own words); `also` are fair beside them. An empty `verdict` is not scored."""

    id: str
    suite: str
    question: str
    status: tuple[str, ...]
    verdict: tuple[str, ...] = ()
    clauses: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    must_say: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    group: str = ""
    author: str = ""
    why: str = ""

    @property
    def covered(self) -> bool:
        """Must the policies answer it?"""
        return self.status[0] == "answered" and "not_covered" not in self.status


@dataclass(frozen=True)
class Outcome:
    """What the product gave for a case: the contract's JSON."""

    case: str
    suite: str
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class Score:
    """One measure of one case. None: not scored (which is not zero, and is counted)."""

    case: str
    suite: str
    metric: str
    value: float | None
    evidence: str = ""


@dataclass(frozen=True)
class Run:
    """A directory that can be scored again: config.json, outcomes.jsonl, scores.json."""

    path: Path
    config: Mapping[str, Any] = field(default_factory=dict)

    def outcomes(self) -> list[Outcome]:
        """Outcomes so far, in order. Raises UserError where the directory holds none."""
        file = self.path / "outcomes.jsonl"
        if not file.exists():
            raise UserError(f"{self.path}: holds no outcomes.jsonl; name the folder of an eval run")
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Outcome(row["case"], row["suite"], row["answer"]) for row in rows]


def _texts(value: Any) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def read_case(row: Mapping[str, Any], suite: str, where: str) -> Case:
    """One case of a suite. Raises UserError naming the file, the case and the field."""
    name = str(row.get("id") or "?")
    if not row.get("id") or not str(row.get("question") or "").strip():
        raise UserError(f"{where}: case {name}: id and question are needed")
    status = _texts(row.get("status") or "answered")
    verdict = tuple("none" if item in ("None", "null") else item for item in _texts(row.get("verdict")))
    for value, allowed, label in ((status, STATUSES, "status"), (verdict, VERDICTS, "verdict")):
        wrong = [item for item in value if item not in allowed]
        if wrong:
            raise UserError(f"{where}: case {name}: {label} {wrong[0]!r} is not one of {', '.join(allowed)}")
    groups = tuple(_texts(group) for group in row.get("clauses") or [])
    history = tuple(
        (str(turn["role"]), str(turn["content"])) if isinstance(turn, dict) else ("user", str(turn)) for turn in row.get("history") or []
    )
    texts = {key: _texts(row.get(key)) for key in ("also", "must_say", "must_not_say", "tags")}
    return Case(
        name, suite, str(row["question"]), status, verdict, groups, history=history,
        group=str(row.get("group") or ""), author=str(row.get("author") or ""), why=str(row.get("why") or ""), **texts,
    )  # fmt: skip


def read_suite(path: Path) -> list[Case]:
    """A suite: YAML (cases:), CSV, or JSON lines in the form of the development exams. Raises UserError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read") from error
    if path.suffix == ".csv":
        return from_csv(text, path.stem, str(path))
    if path.suffix == ".jsonl":
        return [_from_exam(json.loads(line), path.stem, str(path)) for line in text.splitlines() if line.strip()]
    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    defaults = data.get("defaults") or {}
    cases = [read_case({**defaults, **row}, path.stem, str(path)) for row in data.get("cases") or []]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise UserError(f"{path}: id {case.id} is given twice")
        seen.add(case.id)
    return cases


def _from_exam(row: Mapping[str, Any], suite: str, where: str) -> Case:
    """A row of an exam file: `gold` for clauses, `kind` for a tag, a null verdict for none."""
    verdicts = ["none" if item is None else item for item in row.get("verdict") or []]
    mapped = {**row, "clauses": row.get("gold"), "verdict": verdicts, "tags": [row.get("kind") or ""]}
    return read_case(mapped, suite, where)


def load_suites(names: Iterable[str] = (), folder: Path = SUITES) -> list[Case]:
    """The named suites, or all. Raises UserError for a name that is no suite."""
    files = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in (".yaml", ".csv", ".jsonl")}
    chosen = list(names) or list(files)
    unknown = [name for name in chosen if name not in files]
    if unknown:
        raise UserError(f"no suite is called {unknown[0]}; there are {', '.join(files)}")
    return [case for name in chosen for case in read_suite(files[name])]


COLUMNS = (
    "id",
    "question",
    "history",
    "status",
    "verdict",
    "clauses",
    "also",
    "must_say",
    "must_not_say",
    "tags",
    "group",
    "author",
    "why",
)


def to_csv(cases: Iterable[Case]) -> str:
    """Cases as a spreadsheet: alternatives are joined by " | ", needed groups and list entries by line breaks."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for case in cases:
        row = asdict(case)
        row["history"] = "\n".join(f"{role}: {content}" for role, content in case.history)
        row["clauses"] = "\n".join(" | ".join(group) for group in case.clauses)
        writer.writerow([row[name] if isinstance(row[name], str) else "\n".join(row[name]) for name in COLUMNS])
    return out.getvalue()


def from_csv(text: str, suite: str, where: str) -> list[Case]:
    """Cases from a spreadsheet. Raises UserError naming the row."""
    cases = []
    for row in csv.DictReader(io.StringIO(text)):
        lists = {
            name: [line for line in (row.get(name) or "").split("\n") if line]
            for name in ("status", "verdict", "also", "must_say", "must_not_say", "tags")
        }
        groups = [line.split(" | ") for line in (row.get("clauses") or "").split("\n") if line]
        turns = [
            dict(zip(("role", "content"), line.split(": ", 1), strict=True))
            for line in (row.get("history") or "").split("\n")
            if ": " in line
        ]
        cases.append(read_case({**row, **lists, "clauses": groups, "history": turns}, suite, where))
    return cases
