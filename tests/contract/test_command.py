"""The console command, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = [
    ("Can I accept a friend request from a pupil?", "prohibited", "accepting any requests to become a named friend"),
    ("Can I go on Facebook on my school laptop at lunch?", "prohibited", "Employees are not allowed to access social media websites"),
    ("Can I put the school's name in my Twitter handle?", "prohibited", "must not contain the Trust/academy's name"),
    ("What if I suspect my account was hacked?", "required", "inform their manager immediately"),
]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, env={**os.environ, **environment})


def test_batch_follows_the_contract(corpus: Path, index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps({"id": str(i), "question": q, "history": []}) for i, (q, _, _) in enumerate(ASKED)))
    done = run("ask", "--json", "--batch", str(batch), "--corpus", str(corpus), "--index", str(index))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    for row, (_, verdict, quote) in zip(rows, ASKED, strict=True):
        assert (row["status"], row["verdict"]) == ("answered", verdict)
        assert any(quote in citation["quote"] for citation in row["citations"])
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


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Phones Policy\n\n1.1 Staff must be on time. Last read on 6 April 2026.\n")
    (tmp_path / "empty.txt").write_text("")
    done = run("import", str(tmp_path / "empty.txt"), str(tmp_path / "good.txt"), "--corpus", str(tmp_path / "corpus"), "--json")
    assert done.returncode == 2
    assert "empty.txt" in done.stderr and done.stderr.count("\n") == 1
    row = json.loads(done.stdout)
    assert (row["policy_id"], row["clauses"], row["dates"]) == ("phones", 1, ["6 April 2026"])


def test_a_damaged_index_is_built_again_from_the_policies(corpus: Path, index: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "index"
    shutil.copytree(index, damaged)
    for path in damaged.glob("*/chroma/*.sqlite3"):
        path.write_bytes(b"")
    done = run("ask", "--json", ASKED[0][0], "--corpus", str(corpus), "--index", str(damaged))
    assert done.returncode == 0 and "building it again" in done.stderr
    assert json.loads(done.stdout)["verdict"] == "prohibited"
