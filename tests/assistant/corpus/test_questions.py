"""The question bank: what it reads, and which near-misses stand."""

import pytest

from assistant.corpus.questions import read_bank
from assistant.errors import UserError

BANK = {
    "policy": "phones",
    "clauses": [{"clause": "1.1", "questions": [{"q": "may I ring home", "verdict": "permitted", "with": ["1.2"]}]}],
    "near_misses": [{"q": "who pays for my phone"}, {"q": "may I sell cakes", "near": ["1.1"], "elsewhere": ["conduct#10.6"]}],
}


def test_a_near_miss_that_another_policy_settles_stands_only_without_that_policy() -> None:
    bank = read_bank(BANK, "phones.yaml")
    assert bank.unsettled({"phones"}) == ["who pays for my phone", "may I sell cakes"]
    assert bank.unsettled({"phones", "conduct"}) == ["who pays for my phone"]
    assert bank.questions[0].also == ("1.2",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"clauses": []}, "policy"),
        ({"policy": "p", "clauses": [{"questions": []}]}, "clause"),
        ({"policy": "p", "clauses": [{"clause": "1", "questions": [{"q": " "}]}]}, "clause 1"),
        ({"policy": "p", "clauses": [{"clause": "1", "questions": [{"q": "x", "verdict": "maybe"}]}]}, "maybe"),
        ({"policy": "p", "near_misses": [{"near": ["1"]}]}, "near-miss"),
    ],
)
def test_a_bad_bank_is_one_line_that_names_the_place(data: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        read_bank(data, "banks/p.yaml")
    assert "banks/p.yaml" in str(error.value)
