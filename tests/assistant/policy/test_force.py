"""The force of a clause's words."""

import pytest

from assistant.policy.layers import Force, force_of_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Staff must not film pupils.", Force.PROHIBITS),
        ("The University does not require passwords to be changed at intervals.", Force.PERMITS),
        ("Colleagues who hold shares need not declare them.", Force.PERMITS),
        ("Nothing in this section limits your right to speak to a regulator.", Force.PERMITS),
        ("Staff who are off sick are not expected to stay off social media.", Force.PERMITS),
        ("Trainers are fine.", Force.PERMITS),
        ("Personal phones may be used on a personal phone during a break, in the staff room only.", Force.CONDITIONS),
        ("Concerts need the approval of your director beforehand.", Force.CONDITIONS),
        ("It is allowed, so long as joining is voluntary.", Force.CONDITIONS),
        ("A suspected compromise is to be reported to the Service Desk.", Force.REQUIRES),
        ("Report a lost device to the helpline on the same day.", Force.REQUIRES),
        ("A post may be used as evidence in a hearing.", Force.STATES),
        ("Retaliation is gross misconduct.", Force.PROHIBITS),
    ],
)
def test_force_of_a_statement(words: str, expected: Force) -> None:
    assert force_of_words(words) is expected
