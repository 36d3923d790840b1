"""The console command, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = [
    ("Can I accept a friend request from a pupil?", "prohibited", "accepting any requests to become a named friend"),
    ("Can I go on Facebook on my school laptop at lunch?", "prohibited", "Employees are not allowed to access social media websites"),
    ("Can I put the school's name in my Twitter handle?", "prohibited", "must not contain the Trust/academy's name"),
    ("What if I suspect my account was hacked?", None, "inform their manager immediately"),
]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})


def test_batch_follows_the_contract(corpus: Path, index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps({"id": str(i), "question": q, "history": []}) for i, (q, _, _) in enumerate(ASKED)))
    done = run("ask", "--json", "--batch", str(batch), "--corpus", str(corpus), "--index", str(index))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    for row in rows:
        assert set(row) == {"id", "question", "standalone_question", "status", "verdict", "answer", "citations", "confidence", "timings_ms"}
        assert row["answer"] and "total" in row["timings_ms"]
        for citation in row["citations"]:
            text = (corpus / "policies" / f"{citation['policy_id']}.md").read_text(encoding="utf-8")
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_leave_is_not_covered(corpus: Path, index: Path) -> None:
    done = run("ask", "--json", "How many days of annual leave do I get?", "--corpus", str(corpus), "--index", str(index))
    row = json.loads(done.stdout)
    assert (row["status"], row["verdict"], row["citations"]) == ("not_covered", None, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask", "x" * 100_000),
        ("ask", "hello?", "--index", "/nonexistent/index"),
        ("ask", "hello?", "--corpus", "/nonexistent"),
        ("import", "/nonexistent.txt"),
    ],
)
def test_a_mistake_is_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, POLICY_ASSISTANT_CORPUS=str(tmp_path), POLICY_ASSISTANT_INDEX=str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and not done.stdout
    assert list(tmp_path.iterdir()) == []
