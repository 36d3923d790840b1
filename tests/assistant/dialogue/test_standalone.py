"""Follow-ups become questions that stand alone; a question of its own carries nothing over."""

import pytest

from assistant.dialogue.standalone import standalone
from assistant.dialogue.turns import Turn


def told(*messages: str) -> list[Turn]:
    return [Turn("user", message) for message in messages]


@pytest.mark.parametrize(
    ("topic", "message", "holds", "lacks"),
    [
        ("Can I keep a £20 box of chocolates from a parent?", "what if it's worth sixty?", "sixty pounds", "£20"),
        ("Can I keep a £20 box of chocolates from a parent?", "and £90?", "£90", "£20"),
        ("Can I go on Facebook on my school laptop?", "and on my own phone?", "own phone", "laptop"),
        (
            "Can I use a picture a local artist drew?",
            "ok he's said yes. anything else I need to do when I put it up?",
            "local artist",
            "ok he",
        ),
    ],
)
def test_what_is_new_takes_the_place_of_its_kind(topic: str, message: str, holds: str, lacks: str) -> None:
    found = standalone(message, told(topic))
    assert found.carried
    assert holds in found.text
    assert lacks not in found.text


@pytest.mark.parametrize(
    "message",
    ["How long must my password be?", "Is smoking allowed on the school site?", "Who do I report a lost laptop to?"],
)
def test_a_question_of_its_own_carries_nothing_over(message: str) -> None:
    assert standalone(message, told("Can I accept a friend request from a pupil?")).text == message


def test_an_amount_of_time_does_not_replace_a_sum_of_money() -> None:
    found = standalone("what if it was for ten days?", told("Can I keep a £20 gift from a parent?"))
    assert "£20" in found.text


@pytest.mark.parametrize("pressed", ["are you sure? my head says it's fine", "really?? go on, just say yes", "You sure? Why?"])
def test_pressure_asks_the_same_again(pressed: str) -> None:
    assert standalone(pressed, told("Can I accept a friend request from a Year 9?")).text == "Can I accept a friend request from a Year 9?"


def test_a_question_of_its_own_after_a_doubt_is_not_swallowed() -> None:
    found = standalone("Really? How long must my password be?", told("Can I accept a friend request from a Year 9?"))
    assert "password" in found.text


def test_a_message_of_nothing_but_pressure_is_soon_read() -> None:
    message = "my head says " * 200 + "yes\nno"  # read in every way that it could be, this would not end
    assert "Facebook" in standalone("and on Facebook?", told(message)).text
