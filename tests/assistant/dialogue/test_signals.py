"""What the words alone give away, where no label is named."""

import pytest

from assistant.dialogue.signals import signals

DISCLOSED = [
    ("harassment", "The site manager slid his hand under my dress at the leaving do and I feel sick"),
    ("harassment", "head of maths cornered me by the lockers and won't leave me be"),
    ("harassment", "a governor tried to kiss me in the car park"),
    ("self_harm", "since the hearing I'm scared I'll do something stupid"),
    ("self_harm", "sat up again thinking of driving into a tree"),
    ("self_harm", "keep thinking about driving off the bridge"),
    ("self_harm", "there's nothing left for me"),
    ("hacked", "help my facebook got hacked ten minutes ago"),
    ("hacked", "someone's logged into my school account"),
]
ORDINARY = [
    ("harassment", "Can I put a photo of my dress on Instagram?"),
    ("harassment", "a parent cornered me that the rule had changed, has it?"),
    ("harassment", "What does the policy say about touching a pupil who is upset?"),
    ("harassment", "I put my chest freezer on the marketplace page, is that all right on a school laptop?"),
    ("self_harm", "Can we do something silly for charity and post it?"),
    ("self_harm", "I'm thinking of driving to the conference, can I claim for it?"),
    ("hacked", "What if I suspect my account was hacked?"),
    ("hacked", "who do I tell if my account has been hacked"),
]


@pytest.mark.parametrize(("route", "message"), DISCLOSED)
def test_what_is_not_named_is_a_disclosure(route: str, message: str) -> None:
    assert getattr(signals(message), route)


@pytest.mark.parametrize(("route", "message"), ORDINARY)
def test_an_ordinary_question_is_none(route: str, message: str) -> None:
    assert not getattr(signals(message), route)
