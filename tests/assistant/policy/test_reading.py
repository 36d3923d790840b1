"""Canonical Markdown to clauses: numbers, lead-ins, spans."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UserError
from assistant.policy.model import Policy
from assistant.policy.reading import read_policy

HEAD = "---\nid: a\ntitle: A\n---\n\n"
WORDS = st.text("abcdefg hij", min_size=1, max_size=30).map(lambda text: " ".join(text.split()) or "x")


def seed(corpus: Path) -> Policy:
    return read_policy((corpus / "policies" / "social-media.md").read_text(encoding="utf-8"))


def test_orphaned_item_stays_under_its_letter(corpus: Path) -> None:
    policy = seed(corpus)
    clause = policy.clause("4.3.1(c)(iii)")
    assert clause.text.startswith("uploading any photographs or video")
    assert clause.lead_ins[0].endswith("must not:")
    assert clause.lead_ins[1].startswith("abuse their position of trust")


def test_items_after_a_page_break_stay_in_their_list(corpus: Path) -> None:
    numbers = [clause.number for clause in seed(corpus).clauses if clause.number.startswith("4.4.2(")]
    assert numbers == [f"4.4.2({letter})" for letter in "abcdef"]


def test_every_span_is_the_clause(corpus: Path) -> None:
    for path in sorted((corpus / "policies").glob("*.md")):
        policy = read_policy(path.read_text(encoding="utf-8"))
        assert len({clause.number for clause in policy.clauses}) == len(policy.clauses)
        for clause in policy.clauses:
            assert policy.text[clause.span.start : clause.span.end] == clause.text


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("## 1 One\n\n- 1.1 First\n- 1.2 Second:\n  - (a) item\n  - (b) item", ["1.1", "1.2", "1.2(a)", "1.2(b)"]),
        ("## One\n\n- First\n- Second:\n  - item\n    - inner", ["1.1", "1.2", "1.2(a)", "1.2(a)(i)"]),
        ("## One\n\n- 1. first\n- 2. second", ["1", "2"]),
        ("## One\n\n- 1. first\n\n## Two\n\n- 1. first", ["1.1", "2.1"]),
        ("## 3 Three\n\n- 3.1 x y\n\n## Appendix A\n\n- 3.1 again", ["3.1", "Appendix A/3.1"]),
    ],
)
def test_numbers(body: str, numbers: list[str]) -> None:
    assert [clause.number for clause in read_policy(HEAD + body).clauses] == numbers


@given(st.lists(st.tuples(st.integers(0, 3), WORDS), min_size=1, max_size=20))
def test_any_nesting_reads_back_with_exact_spans(items: list[tuple[int, str]]) -> None:
    body = "## One\n\n" + "\n".join(f"{'  ' * depth}- {text}" for depth, text in items)
    policy = read_policy(HEAD + body)
    assert len(policy.clauses) == len(items)
    assert len({clause.number for clause in policy.clauses}) == len(items)
    assert all(policy.text[clause.span.start : clause.span.end] == clause.text for clause in policy.clauses)


@pytest.mark.parametrize("text", ["no front matter", "---\nid: a\n---\n", "---\nid: A b\ntitle: x\n---\n", HEAD + "loose words"])
def test_bad_file_is_one_line(text: str) -> None:
    with pytest.raises(UserError, match=r"^p\.md: [^\n]+$"):
        read_policy(text, "p.md")
