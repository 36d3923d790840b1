"""The type of answer that a question wants, and passages that hold or lack one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.answer_types import AnswerType, expected, supplied


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how often do we do the online training", AnswerType.FREQUENCY),
        ("how many times a year is it looked at", AnswerType.FREQUENCY),
        ("how many days have I got to appeal", AnswerType.TIME),
        ("is there a time limit for complaining", AnswerType.TIME),
        ("when will I hear about my second job", AnswerType.TIME),
        ("how many followers does the main page have", AnswerType.NUMBER),
        ("what's the most a lunch can cost", AnswerType.NUMBER),
        ("can I post a photo of the class", None),
        ("when can I use my phone", None),
        ("how do I report it", None),
    ],
)
def test_the_type_that_is_wanted(question: str, kind: AnswerType | None) -> None:
    assert expected(question) is kind


@pytest.mark.parametrize(
    ("question", "passage", "held"),
    [
        ("how long till I hear", "Requests are decided within twenty working days.", 1),
        ("how long till I hear", "Requests are made in writing to the head of service.", -1),
        ("how quickly must I delete it", "The material must be removed immediately.", 1),
        ("how often is the register checked", "The register is checked every term.", 1),
        ("how often is the register checked", "The register is kept by the clerk.", -1),
        ("how many followers do we have", "Followers pass to the University when the account's owner leaves.", -1),
        ("how many people per account", "Each account has two named editors.", 1),
        ("what's the most I can spend", "A meal of up to £30 a head is allowed.", 1),
        ("may I spend it", "A meal of up to £30 a head is allowed.", 0),
    ],
)
def test_whether_a_passage_holds_one(question: str, passage: str, held: int) -> None:
    assert supplied(question, passage) == held


@given(st.text(), st.text())
def test_any_text_is_read(question: str, passage: str) -> None:
    assert (supplied(question, passage) == 0) == (expected(question) is None)
