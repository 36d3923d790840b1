"""A real turn becomes a case that a person can correct and a suite can hold."""

from pathlib import Path

import pytest
import yaml

from evals.cli import command
from evals.records import read_suite


def test_the_last_turn_of_a_conversation_is_drafted(corpus: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = ["Can I go on Facebook on my school laptop at lunch?", "and on my own phone?"]
    assert command(["--corpus", str(corpus), "--index", str(index), "--draft", *turns]) == 0
    suite = tmp_path / "drafts.yaml"
    suite.write_text(capsys.readouterr().out)
    (case,) = read_suite(suite)
    assert case.question == turns[1]
    assert case.history[0] == ("user", turns[0])
    assert case.status == ("answered",)
    assert case.clauses
    assert yaml.safe_load(suite.read_text())["cases"][0]["tags"] == ["draft"]
