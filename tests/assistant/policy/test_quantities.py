"""Amounts in questions against the limits of clauses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.quantities import AGE, MONEY, Limit, Quantity, fit, limits, quantities

TIERS = (
    "a gift worth up to £25 from a pupil or family may be kept;",
    "a gift worth more than £25 and up to £50 must be declared on the register",
    "a gift worth more than £50 may be accepted only with the principal's prior approval.",
)


@pytest.mark.parametrize(
    ("question", "tier"),
    [
        ("ten pound bottle of wine off a parent", 0),
        ("is £25 exactly alright", 0),
        ("they gave me a £45 scarf", 1),
        ("bracelet worth about forty pounds", 1),
        ("fifty quid voucher for a shop", 1),
        ("can I keep a £90 spa day", 2),
        ("the class clubbed together, it was a hundred and they gave me £1,200", 2),
    ],
)
def test_an_amount_falls_in_one_tier(question: str, tier: int) -> None:
    assert [fit(question, clause) for clause in TIERS] == [1 if place == tier else -1 for place in range(3)]


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("friend request from someone I taught, she's 24 now", "only if the former pupil is 18 or over", 1),
        ("an ex-pupil who is 17 has added me", "only if the former pupil is 18 or over", -1),
        ("my 16 year old cousin", "Where the pupil is under 18 it is also an offence", 1),
        ("she turned 18 so she's 18 now", "a junior is anyone under 18", -1),
        ("I'm grade 11", "Officers at grade 10 and above complete a declaration", 1),
        ("I'm grade 8", "Officers at grade 10 and above complete a declaration", -1),
        ("40 pages for the party", "up to 10 black-and-white pages a term may be printed", -1),
        ("£20 in cash from a family", "Staff must not accept cash in any amount", 1),
        ("a £60 hamper", "Gifts that are not worth more than £50 may be kept", -1),
        ("a £60 hamper", "anything worth between £50 and £75 is recorded", 1),
        ("it happened 12 days ago", "an appeal must be made within 5 working days", 0),
        ("how many pages may I print", "up to 10 pages a term may be printed", 0),
        ("a £10 mug", "Staff must not smoke on site", 0),
    ],
)
def test_questions_against_clauses(question: str, clause: str, expected: int) -> None:
    assert fit(question, clause) == expected


def test_units_are_told_apart() -> None:
    assert quantities("she's 24 now and gave me £5") == [Quantity(5, MONEY), Quantity(24, AGE)]
    assert limits("a person under 18") == [Limit(-math.inf, 18, AGE, (True, False))]


@given(low=st.integers(1, 400), width=st.integers(1, 400), asked=st.integers(1, 1000))
def test_a_ladder_of_tiers_holds_every_amount_once(low: int, width: int, asked: int) -> None:
    high = low + width
    ladder = (
        f"worth up to £{low} may be kept",
        f"worth more than £{low} and up to £{high} is declared",
        f"worth more than £{high} is refused",
    )
    assert sorted(fit(f"I was given a gift of £{asked}.", clause) for clause in ladder) == [-1, -1, 1]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert fit(text, text) in (-1, 0, 1)
