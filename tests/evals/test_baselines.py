"""Two versions of a policy side by side: HR sees every question whose answer changes."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.api import UserError
from evals.baselines import baseline
from evals.cli import command


def test_an_edited_policy_shows_what_changes(corpus: Path, index: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(corpus, edited)
    policy = edited / "policies" / "staff-conduct.md"
    policy.write_text(policy.read_text().replace("Staff must not smoke or vape on site", "Staff must not smoke on site"))
    out = tmp_path / "out.json"
    shutil.copytree(index, tmp_path / "index")
    folders = ["--corpus", str(edited), "--index", str(tmp_path / "index"), "--run", str(tmp_path / "run")]
    command(["premises", *folders, "--json", str(out), "--baseline", str(corpus)])
    changes = json.loads(out.read_text())["changes"]
    assert all(set(change) == {"suite", "case", "kind", "before", "after"} for change in changes)
    assert all(change["before"] != change["after"] for change in changes)
    assert "prem-004" in {change["case"] for change in changes}  # "vaping's OK if you stand behind the bins, right?"


def test_what_is_no_baseline_is_told(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a run, an index, a corpus or a git revision"):
        baseline("no-such-thing", [], [], corpus, tmp_path, lambda done, total: None)
