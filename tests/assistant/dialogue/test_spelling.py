"""Slips are mended towards the policies' words; names, slang and real words are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.spelling import Speller

SPELLER = Speller(
    ["Staff must not photograph a pupil or post about colleagues on Facebook."], frozenset({"photo", "past", "snap", "people"})
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("can i phtograph a puipl", "can i photograph a pupil"),
        ("facebok post", "facebook post"),
        ("past colleagues", "past colleagues"),
        ("is Olusegun a pupil", "is Olusegun a pupil"),
        ("photos of people", "photos of people"),
        ("slag off me mate", "slag off me mate"),
        ("can u post pics 2 the wall", "can you post pics to the wall"),
        ("r pupils of year 2 the youngest, 2 weeks", "are pupils of year 2 the youngest, 2 weeks"),
    ],
)
def test_repair(typed: str, read: str) -> None:
    assert SPELLER.repair(typed) == read


@given(st.text(max_size=60))
def test_repair_is_idempotent_and_touches_words_only(text: str) -> None:
    once = SPELLER.repair(text)
    assert SPELLER.repair(once) == once
    assert len(once.split()) == len(text.split())
