"""The command `policy-assistant eval`."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.api import Assistant, Turn, UserError, build_index
from evals import foreign, strangers
from evals.attacks import attack_cases
from evals.baselines import baseline
from evals.comparing import changes
from evals.coverage import dangling, draft_case, untested
from evals.leakage import known_questions, leaks
from evals.metrics.citation import words
from evals.mutations import check_mutations
from evals.perturbations import perturbed
from evals.records import GENERATED, Case, Run, load_suites, read_suite, to_csv
from evals.report.html import html
from evals.report.junit import junit
from evals.report.markdown import failures
from evals.report.terminal import table
from evals.running import run_cases
from evals.scoring import below, failing, score_outcomes, summarise, to_json

THRESHOLDS = Path(__file__).parent / "thresholds.yaml"
GATE = 6
"""The gate takes one case in so many of each suite."""


def command(arguments: Sequence[str]) -> int:
    """Run evals. 0: every threshold met; 1: one is not, or a mutant was not caught; a UserError is the caller's to show."""
    options = _parser().parse_args(list(arguments))
    cases = _chosen(options.suites, options.gate)
    if options.to_csv:
        options.to_csv.write_text(to_csv(cases), encoding="utf-8")
        return 0
    if options.coverage or options.leakage:
        return _inspect(cases, options)
    build_index(options.corpus, options.index)
    assistant = Assistant.open(options.corpus, options.index, threads=1)  # two questions at a time, each on one core
    if options.draft:
        print(yaml.safe_dump({"cases": [drafted(assistant, options.draft)]}, sort_keys=False, allow_unicode=True, width=120), end="")
        return 0
    if options.mutations:
        every = _chosen(options.suites or (), False)  # those that need several clauses are few: all of them are asked
        chosen = [case for place, case in enumerate(every) if place % GATE == 0 or len(case.clauses) > 1]
        results = check_mutations(assistant, options.corpus, options.index, chosen, _progress())
        _write_json(options.json, {"mutations": results})
        for row in results:
            print(f"{'caught' if row['caught'] else 'NOT CAUGHT'}: {row['name']}: {', '.join(row['suites'])}")
        return 0 if all(row["caught"] for row in results) else 1
    path = options.run or Path(".runs") / time.strftime("%Y%m%d-%H%M%S")
    config = {
        "suites": sorted({case.suite for case in cases}),
        "corpus": str(options.corpus),
        "index": assistant.index_digest,
        "gate": options.gate,
    }
    run = run_cases(assistant, cases, path, config, _progress())
    return _report(run, cases, assistant, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policy-assistant eval", description="Ask every question of the suites and show what fell short.")
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("POLICY_ASSISTANT_CORPUS", "corpus")))
    parser.add_argument("--index", type=Path, default=Path(os.environ.get("POLICY_ASSISTANT_INDEX", ".index")))
    for name, text in (
        ("json", "write the summary"),
        ("html", "write a report to read"),
        ("junit", "write a testcase a case"),
        ("failures", "write what fails as a page of the docs"),
        ("to-csv", "write the cases as a spreadsheet"),
    ):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=text)
    parser.add_argument("--run", type=Path, metavar="DIR", help="folder of the run; one that exists goes on, or is scored again")
    parser.add_argument(
        "--baseline", metavar="RUN", help="what to compare with: the folder of a run, an index or a corpus, or a git revision"
    )
    parser.add_argument("--mutations", action="store_true", help="break the product on purpose and see that a suite notices")
    parser.add_argument("--gate", action="store_true", help="a fast part of each suite, for CI")
    parser.add_argument("--coverage", action="store_true", help="list clauses that no case tests and cases whose clause is not held")
    parser.add_argument(
        "--draft", nargs="+", metavar="QUESTION", help="ask a conversation and print its last turn as a draft case, for a person to correct"
    )
    parser.add_argument("--leakage", action="store_true", help="list cases that the question bank or the training data holds")
    return parser


def _chosen(names: Sequence[str], gate: bool) -> list[Case]:
    written = load_suites([name for name in names if name not in GENERATED]) if not names or set(names) - set(GENERATED) else []
    cases = list(written)
    if not names or "attacks" in names:
        cases.extend(attack_cases())
    if not names or "robustness" in names:
        cases.extend(perturbed(written or load_suites()))
    return cases[::GATE] if gate else cases


def _report(run: Run, cases: Sequence[Case], assistant: Assistant, options: argparse.Namespace) -> int:
    outcomes = run.outcomes()
    scores = score_outcomes(cases, outcomes, assistant.policies)
    (run.path / "scores.jsonl").write_text(to_json(scores), encoding="utf-8")
    summary = summarise(cases, outcomes, scores)
    missed = below(summary, _thresholds(options.gate, bool(options.suites)))
    fell = failing(scores)
    changed: list[dict[str, Any]] = []
    if options.baseline:
        before = baseline(options.baseline, cases, options.suites, options.corpus, options.index, _progress())
        changed = changes(before, outcomes, score_outcomes(cases, before, assistant.policies), scores)
    _write_json(options.json, {**summary, "passed": not missed, "below": missed, "changes": changed})
    if options.html:
        options.html.write_text(html(summary, cases, outcomes, fell, assistant.policies, missed, changed), encoding="utf-8")
    if options.junit:
        options.junit.write_text(junit(cases, outcomes, fell), encoding="utf-8")
    if options.failures:
        options.failures.write_text(failures(cases, outcomes, fell), encoding="utf-8")
    print(table(summary))
    for change in changed:
        print(f"{change['kind']}: {change['suite']} {change['case']}: {change['before']['verdict']} -> {change['after']['verdict']}")
    for line in missed:
        print(f"BELOW: {line}")
    return 1 if missed else 0


def _thresholds(gate: bool, named: bool) -> dict[str, dict[str, float]]:
    """Thresholds of the gate or of the whole set; totals count only where no suite was named."""
    wanted: dict[str, dict[str, float]] = (yaml.safe_load(THRESHOLDS.read_text(encoding="utf-8")) or {})["gate" if gate else "whole"]
    return {suite: bars for suite, bars in wanted.items() if suite != "totals" or not named}


def drafted(assistant: Assistant, turns: Sequence[str]) -> dict[str, object]:
    """The last turn of a conversation as a draft case; the earlier ones are its history."""
    history: list[Turn] = []
    for turn in turns[:-1]:
        history += [Turn("user", turn), Turn("assistant", assistant.ask(turn, history).answer)]
    name = "-".join(words(turns[-1])[:6])
    return draft_case(turns[-1], history, assistant.ask(turns[-1], history).to_json(), name)


def _inspect(cases: Sequence[Case], options: argparse.Namespace) -> int:
    if options.leakage:
        asked = [*cases, *read_suite(foreign.QUESTIONS), *(case for path in strangers.QUESTIONS for case in read_suite(path))]
        found = leaks(asked, known_questions(options.corpus, Path(__file__).parents[1] / "assistant" / "training" / "data"))
        for suite, case, text in found:
            print(f"{suite} {case}: known as {text!r}")
        return 1 if found else 0
    build_index(options.corpus, options.index)
    policies = Assistant.open(options.corpus, options.index).policies
    for name in untested(cases, policies):
        print(f"no case tests {name}")
    lost = dangling(cases, policies)
    for suite, case, item in lost:
        print(f"{suite} {case}: no such clause: {item}")
    return 1 if lost else 0


def _write_json(path: Path | None, value: Any) -> None:
    if path is not None:
        try:
            path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise UserError(f"{path}: cannot be written: {error.strerror}") from error


def _progress() -> Callable[[int, int], None]:
    if not sys.stderr.isatty():
        return lambda done, total: None
    return lambda done, total: print(f"\rasked {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
