"""What a run is compared with: an earlier run, another index, another corpus, or the product at a git revision."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.api import Assistant, UserError
from evals.indexes import index_like
from evals.records import Case, Outcome, Run
from evals.running import run_cases

ROOT = Path(__file__).parents[1]
Progress = Callable[[int, int], None]


def baseline(named: str, cases: Sequence[Case], suites: Sequence[str], corpus: Path, index: Path, progress: Progress) -> list[Outcome]:
    """Outcomes of what `named` names; `index` is today's. Raises UserError where it is none of these."""
    path = Path(named)
    if (path / "outcomes.jsonl").exists():
        return Run(path).outcomes()
    with tempfile.TemporaryDirectory() as scratch:
        if (path / "CURRENT").exists():
            return _asked(Assistant.open(corpus, path, threads=1), cases, Path(scratch), progress)
        if (path / "policies").is_dir():
            index_like(index, path, Path(scratch) / "index")
            return _asked(Assistant.open(path, Path(scratch) / "index", threads=1), cases, Path(scratch), progress)
        return _at_revision(named, suites, Path(scratch))


def _asked(assistant: Assistant, cases: Sequence[Case], scratch: Path, progress: Progress) -> list[Outcome]:
    return run_cases(assistant, cases, scratch / "run", {}, progress).outcomes()


def _at_revision(revision: str, suites: Sequence[str], scratch: Path) -> list[Outcome]:
    """The product of a revision asks its own suites, in a worktree of its own; cases that both know are compared."""
    tree = scratch / "tree"
    added = subprocess.run(
        ["git", "worktree", "add", "--detach", str(tree), revision], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if added.returncode:
        raise UserError(f"--baseline {revision}: not a run, an index, a corpus or a git revision")
    try:
        command = [sys.executable, "-m", "assistant.cli", "eval", *suites, "--run", str(scratch / "run"), "--index", str(scratch / "index")]
        done = subprocess.run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False)
        if not (scratch / "run" / "outcomes.jsonl").exists():
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise UserError(f"--baseline {revision}: its evals did not run: {said}")
        return Run(scratch / "run").outcomes()
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, capture_output=True, check=False)
