"""Questions by writers who saw the policies and nothing else of this project: over all policies, and over the Social Media Policy alone.

    python -m evals.strangers [--corpus DIR] [--index DIR] [--json FILE]

Nothing is fitted on the first two files; on the other two, which earlier sessions steered by, numbers are fitted (assistant/training/fitting.py).
Alone, what another policy would answer is not covered.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from assistant.api import Assistant
from evals.indexes import index_like
from evals.records import read_suite
from evals.report.terminal import table
from evals.running import run_cases
from evals.scoring import score_outcomes, summarise

FOLDER = Path(__file__).parent / "suites" / "strangers"
QUESTIONS = (FOLDER / "alone.jsonl", FOLDER / "all.jsonl", FOLDER / "alone_fitted.jsonl", FOLDER / "all_fitted.jsonl")
POLICY = "social-media"


def only(policy_id: str, corpus: Path, target: Path) -> None:
    """Copy one policy of a corpus, its question bank, and what belongs to all policies."""
    target.mkdir(parents=True)
    for path in corpus.glob("*.yaml"):
        shutil.copy(path, target / path.name)
    for folder, suffix in (("policies", ".md"), ("questions", ".yaml")):
        (target / folder).mkdir()
        shutil.copy(corpus / folder / f"{policy_id}{suffix}", target / folder / f"{policy_id}{suffix}")


def asked(questions: Path, corpus: Path, index: Path, scratch: Path) -> dict[str, Any]:
    """The summary of one file of questions over a corpus; `index` is of one like it."""
    cases = read_suite(questions)
    index_like(index, corpus, scratch / "index")
    assistant = Assistant.open(corpus, scratch / "index")
    outcomes = run_cases(assistant, cases, scratch / "run", {}).outcomes()
    return summarise(cases, outcomes, score_outcomes(cases, outcomes, assistant.policies))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.strangers")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path(".index"))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    found = {}
    for questions in QUESTIONS:
        with tempfile.TemporaryDirectory() as scratch:
            corpus = options.corpus
            if questions.stem.startswith("alone"):
                corpus = Path(scratch) / "corpus"
                only(POLICY, options.corpus, corpus)
            found[questions.stem] = asked(questions, corpus, options.index, Path(scratch))
        print(f"{questions.stem}:\n{table(found[questions.stem])}\n")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
