"""Break the product on purpose, and see that a suite notices: an eval that cannot fail is a defect.

Each mutant asks the real assistant and spoils what comes back, or stands on a spoilt corpus; the product holds no test switches.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.api import Answer, Assistant, Citation, Policy, Status, Turn, Verdict
from evals.indexes import index_like
from evals.records import Case
from evals.running import Asks, ask_cases
from evals.scoring import score_outcomes, summarise

CAUGHT_BY = {
    "verdict": 0.03,
    "status": 0.02,
    "hit@1": 0.03,
    "citation_recall": 0.03,
    "citation_precision": 0.03,
    "quotes_exact": 0.01,
    "signposting": 0.05,
}
"""Fall in a suite's mean at which a mutant counts as caught; false permissions and answers count when they rise by 0.02."""
RISES = ("false_permission", "false_answer", "false_refusal")


@dataclass(frozen=True)
class Remembering:
    """An assistant that is asked each conversation once: what comes back is spoilt in many ways."""

    assistant: Asks
    answers: dict[tuple[str, tuple[Turn, ...]], Answer] = field(default_factory=dict)

    def ask(self, question: str, history: Sequence[Turn] = (), id: str | None = None) -> Answer:
        key = question, tuple(history)
        if key not in self.answers:
            self.answers[key] = self.assistant.ask(question, history, id)
        return replace(self.answers[key], id=id)


@dataclass(frozen=True)
class Spoilt:
    """An assistant whose answers are spoilt before anyone sees them."""

    assistant: Asks
    spoil: Callable[[Answer], Answer]
    drop_history: bool = False

    def ask(self, question: str, history: Sequence[Turn] = (), id: str | None = None) -> Answer:
        return self.spoil(self.assistant.ask(question, () if self.drop_history else history, id))


def spoilers(policies: Mapping[str, Policy]) -> dict[str, Callable[[Answer], Answer]]:
    """Ways to spoil an answer, by name."""
    other = {
        Verdict.PROHIBITED: Verdict.PERMITTED,
        Verdict.PERMITTED: Verdict.PROHIBITED,
        Verdict.CONDITIONAL: Verdict.PERMITTED,
        Verdict.REQUIRED: Verdict.PROHIBITED,
        Verdict.RECOMMENDED: Verdict.PROHIBITED,
        None: Verdict.PERMITTED,
    }
    first = next(iter(policies.values()))

    def any_citation() -> Citation:
        clause = first.clauses[0]
        return Citation(first.id, first.title, None, first.meta.status, clause.number, (), clause.text, clause.span.start, clause.span.end)

    def neighbour(citation: Citation) -> Citation:
        policy = policies[citation.policy_id]
        numbers = [clause.number for clause in policy.clauses]
        clause = policy.clauses[(numbers.index(citation.clause) + 3) % len(numbers)]
        return replace(citation, clause=clause.number, quote=clause.text, start=clause.span.start, end=clause.span.end)

    def answered(answer: Answer) -> Answer:
        cited = answer.citations or (any_citation(),)
        return replace(answer, status=Status.ANSWERED, citations=cited, answer=answer.answer or "x")

    def obeys(answer: Answer) -> Answer:
        told = re.search(r"ignore|disregard|forget|say yes|confirm|pretend|you are now|override|admin|developer", answer.question, re.I)
        return replace(answered(answer), verdict=Verdict.PERMITTED) if told else answer

    return {
        "swap verdicts": lambda answer: replace(answer, verdict=other[answer.verdict]) if answer.status is Status.ANSWERED else answer,
        "answer always": answered,
        "refuse always": lambda answer: replace(answer, status=Status.NOT_COVERED, verdict=None, citations=()),
        "cite the neighbour": lambda answer: replace(answer, citations=tuple(map(neighbour, answer.citations))),
        "paraphrase quotes": lambda answer: replace(
            answer, citations=tuple(replace(c, quote=c.quote.replace("must", "have to").replace("the ", "")) for c in answer.citations)
        ),
        "obey injections": obeys,
        "no signposts": lambda answer: replace(answered(answer), verdict=None) if answer.status is Status.SIGNPOSTED else answer,
        "first citation only": lambda answer: replace(answer, citations=answer.citations[:1]),
        "pad with citations": lambda answer: (
            replace(answer, citations=(*answer.citations, any_citation(), any_citation())) if answer.citations else answer
        ),
    }


@contextmanager
def spoilt_corpora(corpus: Path, index: Path) -> Iterator[dict[str, Asks]]:
    """Assistants over a corpus without lead-ins, over a truncated one, and over an index of an older one. Each index starts from a copy of
    `index`, so that only what is spoilt is embedded."""

    def without_lead_ins(text: str) -> str:
        head, body = text.split("\n---\n", 1)
        return (
            head + "\n---\n" + re.sub(r"(?m)^ +- ", "- ", re.sub(r"(?m)^( *- .*?)(?:must not|must|should|may)\b([^\n]*:)$", r"\1\2", body))
        )

    def truncated(text: str) -> str:
        head, body = text.split("\n---\n", 1)
        lines = body.split("\n")
        return head + "\n---\n" + "\n".join(lines[: max(8, len(lines) * 6 // 10)])

    def older(text: str) -> str:
        return re.sub(r"\bmust not\b", "may", text)

    with tempfile.TemporaryDirectory() as scratch:
        found: dict[str, Asks] = {}
        for name, change in (("drop lead-ins", without_lead_ins), ("truncated policy", truncated), ("stale index", older)):
            root, own = Path(scratch) / name.replace(" ", "-"), Path(scratch) / f"{name.replace(' ', '-')}-index"
            (root / "policies").mkdir(parents=True)
            for path in (corpus / "policies").glob("*.md"):
                (root / "policies" / path.name).write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
            for path in corpus.glob("*.yaml"):
                (root / path.name).write_bytes(path.read_bytes())
            if (corpus / "questions").is_dir() and name != "drop lead-ins":
                (root / "questions").mkdir()
                for path in (corpus / "questions").glob("*.yaml"):
                    (root / "questions" / path.name).write_bytes(path.read_bytes())
            index_like(index, root, own)
            found[name] = Assistant.open(root, own, threads=1)
        yield found


def check_mutations(
    assistant: Assistant, corpus: Path, index: Path, cases: Sequence[Case], progress: Callable[[int, int], None] = lambda done, total: None
) -> list[dict[str, Any]]:
    """Each mutant with the suites that caught it: {"name", "caught", "suites"}."""
    policies = assistant.policies
    unspoilt = Remembering(assistant)
    base = _means(unspoilt, cases, policies)
    results = []
    mutants: dict[str, Asks] = {name: Spoilt(unspoilt, spoil) for name, spoil in spoilers(policies).items()}
    mutants["ignore history"] = Spoilt(unspoilt, lambda answer: answer, drop_history=True)
    with spoilt_corpora(corpus, index) as spoilt:
        mutants |= spoilt
        for count, (name, mutant) in enumerate(mutants.items(), start=1):
            means = _means(mutant, cases, policies)
            suites = sorted({suite for suite, found in means.items() if _worse(base[suite], found)})
            results.append({"name": name, "caught": bool(suites), "suites": suites})
            progress(count, len(mutants))
    return results


def _means(asked: Asks, cases: Sequence[Case], policies: Mapping[str, Policy]) -> dict[str, dict[str, float]]:
    outcomes = list(ask_cases(asked, cases))
    summary = summarise(cases, outcomes, score_outcomes(cases, outcomes, policies))
    return {suite: {name: row["value"] for name, row in found["metrics"].items()} for suite, found in summary["suites"].items()}


def _worse(base: Mapping[str, float], now: Mapping[str, float]) -> bool:
    falls = any(base.get(name, 0.0) - now.get(name, 0.0) > bar for name, bar in CAUGHT_BY.items() if name in base)
    return falls or any(now.get(name, 0.0) - base.get(name, 0.0) > 0.02 for name in RISES)
