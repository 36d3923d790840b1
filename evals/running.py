"""Ask every case and keep what came back: a run is a directory, and goes on where it was stopped."""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from assistant.api import Answer, Turn
from evals.records import Case, Outcome, Run


class Asks(Protocol):
    """Whatever can be asked: the assistant, or a mutant of it."""

    def ask(self, question: str, history: Sequence[Turn] = (), id: str | None = None) -> Answer: ...


def ask_case(assistant: Asks, case: Case) -> Outcome:
    """The outcome of one case; a refusal of the question itself is an outcome too."""
    history = [Turn(role, content) for role, content in case.history]
    return Outcome(case.id, case.suite, assistant.ask(case.question, history, case.id).to_json())


def ask_cases(assistant: Asks, cases: Sequence[Case], threads: int = 2) -> Iterator[Outcome]:
    """Outcomes in the order of the cases, so many asked at a time."""
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda case: ask_case(assistant, case), cases)


def run_cases(
    assistant: Asks,
    cases: Sequence[Case],
    path: Path,
    config: dict[str, Any],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Run:
    """Ask the cases that the directory does not hold yet, and write each outcome as it comes."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "config.json").write_text(json.dumps({**config, "commit": _commit()}, indent=1, default=str), encoding="utf-8")
    run = Run(path, config)
    done = {(outcome.suite, outcome.case) for outcome in run.outcomes()} if (path / "outcomes.jsonl").exists() else set()
    left = [case for case in cases if (case.suite, case.id) not in done]
    with (path / "outcomes.jsonl").open("a", encoding="utf-8") as out:
        for count, outcome in enumerate(ask_cases(assistant, left), start=1):
            out.write(json.dumps({"case": outcome.case, "suite": outcome.suite, "answer": outcome.answer}, ensure_ascii=False) + "\n")
            progress(len(done) + count, len(cases))
    return run


def _commit() -> str | None:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
        )
    except OSError:
        return None
    return done.stdout.strip() or None
