"""The development documents of other organisations: imported as they are, indexed without a bank, and asked.

    python -m evals.foreign [--json FILE]

Each document is a corpus of its own; the table is over all of them. These questions are tuned on (assistant/training/fitting.py).
"""

import argparse
import json
import tempfile
from pathlib import Path

from assistant.api import Assistant, Policy, build_index
from assistant.importing.importer import import_file
from evals.records import Case, Outcome, read_suite
from evals.report.terminal import table
from evals.running import run_cases
from evals.scoring import score_outcomes, summarise

FOLDER = Path(__file__).parent / "suites" / "foreign"
QUESTIONS = FOLDER / "questions.jsonl"
FORMATS = (".html", ".docx", ".pdf", ".txt", ".md")


def run_foreign(scratch: Path) -> tuple[list[Case], list[Outcome], dict[str, Policy]]:
    """Cases, what came back, and the imported policies by id."""
    policy_of = {row["id"]: row["policy"] for row in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())}
    cases = read_suite(QUESTIONS)
    outcomes: list[Outcome] = []
    policies: dict[str, Policy] = {}
    for source in sorted(path for path in FOLDER.iterdir() if path.suffix in FORMATS):
        corpus, index = scratch / source.stem, scratch / f"{source.stem}-index"
        import_file(source, corpus, policy_id=source.stem)
        build_index(corpus, index)
        assistant = Assistant.open(corpus, index, threads=1)
        policies.update(assistant.policies)
        asked = [case for case in cases if policy_of[case.id] == source.stem]
        outcomes.extend(run_cases(assistant, asked, scratch / f"{source.stem}-run", {}).outcomes())
    return cases, outcomes, policies


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.foreign")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cases, outcomes, policies = run_foreign(Path(scratch))
    summary = summarise(cases, outcomes, score_outcomes(cases, outcomes, policies))
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1), encoding="utf-8")
    print(table(summary))


if __name__ == "__main__":
    main()
