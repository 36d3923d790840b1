"""What the words alone give away, where no label is named."""

import pytest

from assistant.dialogue.signals import signals


@pytest.mark.parametrize(
    "message",
    [
        "The site manager slid his hand under my dress at the leaving do and I feel sick",
        "head of maths cornered me by the lockers and won't leave me be",
        "a governor tried to kiss me in the car park",
    ],
)
def test_an_assault_that_is_not_named_is_a_disclosure(message: str) -> None:
    assert signals(message).harassment


@pytest.mark.parametrize(
    "message",
    [
        "Can I put a photo of my dress on Instagram?",
        "a parent cornered me that the rule had changed, has it?",
        "What does the policy say about touching a pupil who is upset?",
        "I put my chest freezer on the marketplace page, is that all right on a school laptop?",
    ],
)
def test_an_ordinary_question_is_none(message: str) -> None:
    assert not signals(message).harassment
