"""The index: only what changed is embedded, the swap is atomic, one writer, a kill leaves the last good one."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.api import Assistant, build_index
from assistant.corpus.loading import load_corpus
from assistant.errors import UserError
from assistant.index.building import BuildReport, build, current, is_whole, read_state, writer_lock
from tests.fakes import HashEmbedder

KILLS = int(os.environ.get("POLICY_ASSISTANT_KILLS", "6"))
POLICY = "---\nid: {id}\ntitle: {id}\n---\n\n## 1 Use\n\n- 1.1 Staff must not:\n  - (a) {first};\n  - (b) run.\n- 1.2 Staff may walk.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "policies").mkdir(parents=True)
    for name in ("alpha", "beta"):
        (tmp_path / "corpus" / "policies" / f"{name}.md").write_text(POLICY.format(id=name, first="shout"))
    return tmp_path


def bring_up_to_date(root: Path, embedder: HashEmbedder) -> BuildReport:
    return build(load_corpus(root / "corpus"), root / "index", embedder)


def test_only_changed_clauses_are_embedded_again(root: Path) -> None:
    first = bring_up_to_date(root, HashEmbedder())
    assert (first.policies, first.clauses, first.unchanged) == (2, 8, 0)
    again = HashEmbedder()
    assert bring_up_to_date(root, again).embedded == 0 and again.texts == []
    path = root / "corpus" / "policies" / "beta.md"
    path.write_text(path.read_text().replace("shout", "sing"))
    edited = HashEmbedder()
    report = bring_up_to_date(root, edited)
    assert edited.texts == ["1 Use: Staff must not: sing;"]
    assert (report.embedded, report.removed) == (1, 0)  # the same words still stand in alpha


def test_a_changed_lead_in_embeds_what_inherits_it(root: Path) -> None:
    bring_up_to_date(root, HashEmbedder())
    for name in ("alpha", "beta"):
        path = root / "corpus" / "policies" / f"{name}.md"
        path.write_text(path.read_text().replace("must not", "should not"))
    edited = HashEmbedder()
    bring_up_to_date(root, edited)
    assert sorted(edited.texts) == ["1 Use: Staff should not:", "1 Use: Staff should not: run.", "1 Use: Staff should not: shout;"]


def test_a_removed_policy_leaves_the_index(root: Path) -> None:
    bring_up_to_date(root, HashEmbedder())
    (root / "corpus" / "policies" / "beta.md").unlink()
    bring_up_to_date(root, HashEmbedder())
    generation = current(root / "index")
    assert generation is not None
    state = read_state(generation)
    assert state is not None and state.passages == 4
    assert [path.name for path in (generation / "policies").iterdir()] == ["alpha.md"]


def test_lost_writes_are_noticed_and_mended(root: Path) -> None:
    bring_up_to_date(root, HashEmbedder())
    generation = current(root / "index")
    assert generation is not None
    for path in (generation / "chroma").glob("*.sqlite3"):
        path.write_bytes(b"")
    state = read_state(generation)
    assert state is not None and not is_whole(generation, state)
    assert bring_up_to_date(root, HashEmbedder()).embedded > 0


def test_a_second_writer_is_told_at_once(root: Path) -> None:
    with writer_lock(root / "index"), pytest.raises(UserError, match="another process"):
        bring_up_to_date(root, HashEmbedder())


def test_an_open_assistant_takes_up_a_new_index(root: Path) -> None:
    build_index(root / "corpus", root / "index")
    opened = Assistant.open(root / "corpus", root / "index")
    assert opened.refreshed() is opened
    path = root / "corpus" / "policies" / "beta.md"
    path.write_text(path.read_text().replace("shout", "sing"))
    assert opened.is_stale()
    build_index(root / "corpus", root / "index")
    fresh = opened.refreshed()
    assert fresh is not opened and not fresh.is_stale()
    assert "sing" in fresh.policies["beta"].text and "sing" not in opened.policies["beta"].text


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_last_good_index(root: Path) -> None:
    rng = random.Random(4)
    command = [sys.executable, "-m", "assistant.cli", "index", "--corpus", str(root / "corpus"), "--index", str(root / "index")]
    subprocess.run(command, check=True, capture_output=True)
    path = root / "corpus" / "policies" / "beta.md"
    for turn in range(KILLS):
        path.write_text(POLICY.format(id="beta", first=f"shout {turn}"))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.05, 2.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        generation = current(root / "index")
        assert generation is not None
        state = read_state(generation)
        assert state is not None and is_whole(generation, state)
    subprocess.run(command, check=True, capture_output=True)
    generation = current(root / "index")
    assert generation is not None and f"shout {KILLS - 1}" in (generation / "policies" / "beta.md").read_text()
