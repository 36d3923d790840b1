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


@pytest.mark.parametrize(
    "message",
    [
        "since the hearing I'm scared I'll do something stupid",
        "sat up again thinking of driving into a tree",
        "there's nothing left for me",
    ],
)
def test_despair_is_a_disclosure(message: str) -> None:
    assert signals(message).self_harm


@pytest.mark.parametrize(
    "message", ["Can we do something silly for charity and post it?", "I'm thinking of driving to the conference, can I claim for it?"]
)
def test_ordinary_words_of_it_are_none(message: str) -> None:
    assert not signals(message).self_harm


@pytest.mark.parametrize("message", ["help my facebook got hacked ten minutes ago", "someone's logged into my school account"])
def test_an_account_taken_over_is_a_disclosure(message: str) -> None:
    assert signals(message).hacked


@pytest.mark.parametrize("message", ["What if I suspect my account was hacked?", "who do I tell if my account has been hacked"])
def test_a_question_on_what_to_do_about_it_is_none(message: str) -> None:
    assert not signals(message).hacked
