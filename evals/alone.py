"""The Social Media Policy alone, as a trust that holds no other policy would have it, asked by a stranger.

    python -m evals.alone [--corpus DIR] [--json FILE]

Nothing is tuned on these questions; what other policies would answer is not covered here.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from assistant.api import Assistant, build_index
from evals.records import read_suite
from evals.report.terminal import table
from evals.running import run_cases
from evals.scoring import score_outcomes, summarise

QUESTIONS = Path(__file__).parent / "suites" / "alone" / "questions.jsonl"
POLICY = "social-media"


def only(policy_id: str, corpus: Path, target: Path) -> None:
    """Copy one policy of a corpus, its question bank, and what belongs to all policies."""
    for path in corpus.glob("*.yaml"):
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / path.name)
    for folder, suffix in (("policies", ".md"), ("questions", ".yaml")):
        (target / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(corpus / folder / f"{policy_id}{suffix}", target / folder / f"{policy_id}{suffix}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.alone")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    cases = read_suite(QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        corpus, index = Path(scratch) / "corpus", Path(scratch) / "index"
        only(POLICY, options.corpus, corpus)
        build_index(corpus, index)
        assistant = Assistant.open(corpus, index, threads=1)
        outcomes = run_cases(assistant, cases, Path(scratch) / "run", {}).outcomes()
    summary = summarise(cases, outcomes, score_outcomes(cases, outcomes, assistant.policies))
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1), encoding="utf-8")
    print(table(summary))


if __name__ == "__main__":
    main()
