"""A message that asks several things is taken apart, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.parts import MOST, parts

WORDS = st.lists(st.sampled_from("phone pupils lunch break account photo appeal days manager".split()), min_size=3, max_size=8).map(
    " ".join
)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "What's the deadline for appealing, and which people decide it?",
            ("What's the deadline for appealing?", "which people decide it?"),
        ),
        ("My own tablet: must IT enrol it, and is a PIN needed?", ("My own tablet. must IT enrol it?", "My own tablet. is a PIN needed?")),
        (
            "Sent a letter to the wrong house. Who do I tell? Will I be punished?",
            ("Sent a letter to the wrong house. Who do I tell?", "Sent a letter to the wrong house. Will I be punished?"),
        ),
    ],
)
def test_each_question_stands_with_what_was_told_before(message: str, expected: tuple[str, ...]) -> None:
    assert parts(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Can I accept a friend request from a pupil?",
        "had a telling off in the corridor, is it on my record",
        "On my unpaid half hour, on my own phone, could I watch a bit of the Test?",
        "If nobody claims the lost property, does the finder get it?",
        "bread and butter and jam",
        "",
    ],
)
def test_one_question_is_left_whole(message: str) -> None:
    assert parts(message) == ()


@given(st.lists(WORDS, min_size=2, max_size=5), st.sampled_from([", and ", " and ", "? ", "; "]))
def test_every_part_asks_and_comes_from_the_message(asked: list[str], between: str) -> None:
    message = between.join(f"may the {words}" for words in asked) + "?"
    found = parts(message)
    assert 2 <= len(found) <= MOST
    for part in found:
        assert part.endswith("?")
        assert part.rstrip("?") in message
