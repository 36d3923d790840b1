"""Random policies in every format: no word lost, every number and lead-in kept.

POLICY_ASSISTANT_EXAMPLES raises the number of documents (default 12 a format): 400 makes 2,400 documents.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.importing.canonical import render
from assistant.importing.extracting import extract_here
from assistant.importing.words import check_words
from assistant.policy.model import words
from assistant.policy.reading import read_policy
from tests.assistant.importing.documents import FORMATS, Lines, as_pdf

EXAMPLES = int(os.environ.get("POLICY_ASSISTANT_EXAMPLES", "12"))
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
SENTENCE = st.lists(WORD, min_size=4, max_size=22).map(lambda found: " ".join(found).capitalize())


@st.composite
def policies(draw: st.DrawFn) -> Lines:
    """Headings "N Title", clauses N.M, lists (a), (b) under clauses that end in a colon."""
    lines: Lines = [("heading", 1, "", f"{draw(SENTENCE).split()[0].capitalize()} Policy")]
    for section in range(1, draw(st.integers(1, 4)) + 1):
        title = " ".join(draw(st.lists(WORD, min_size=1, max_size=3))).capitalize()
        lines.append(("heading", 2, "", f"{section} {title}"))
        for clause in range(1, draw(st.integers(1, 4)) + 1):
            number = f"{section}.{clause}"
            items = draw(st.lists(SENTENCE, min_size=0, max_size=4))
            lines.append(("item", 0, number, draw(SENTENCE) + (":" if items else ".")))
            for place, item in enumerate(items):
                lines.append(("item", 1, f"({chr(97 + place)})", item + (";" if place < len(items) - 1 else ".")))
    return lines


@pytest.mark.parametrize("format", FORMATS)
@given(lines=policies())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_random_policy_comes_back(format: str, lines: Lines) -> None:
    raw = as_pdf(lines, furniture=False) if format == "pdf" else FORMATS[format](lines)
    document = extract_here(Path(f"random.{format}"), raw)
    body = render(document.blocks)
    check_words(document.blocks, body, "random")
    policy = read_policy(f"---\nid: x\ntitle: x\n---\n\n{body}")
    assert words(body) == [word for _, _, marker, text in lines for word in words(f"{marker} {text}")]
    wanted, parent = [], ""
    for kind, level, marker, text in lines:
        if kind == "item":
            parent = marker if level == 0 else parent
            wanted.append((marker if level == 0 else parent + marker, words(text), level))
    assert [(clause.number, words(clause.text), clause.depth) for clause in policy.clauses] == wanted
