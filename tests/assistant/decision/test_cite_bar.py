"""Which hits are cited beside the best one."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.decision.weights import CiteBar, DecisionWeights

CHANCE = st.floats(0, 1)


def test_a_clause_of_another_policy_must_come_nearer() -> None:
    bar = CiteBar(at=0.1, within=0.7, across=0.95)
    assert bar.passed(0.8, 1.0, same_policy=True)
    assert not bar.passed(0.8, 1.0, same_policy=False)
    assert bar.passed(0.96, 1.0, same_policy=False)


def test_an_unlikely_clause_is_not_cited_however_near_it_comes() -> None:
    assert not CiteBar(at=0.1, within=0.7, across=0.95).passed(0.09, 0.09, same_policy=True)


@given(CHANCE, CHANCE, CHANCE)
def test_the_shipped_bars_are_never_easier_for_another_policy_nor_for_a_less_likely_hit(score: float, less: float, best: float) -> None:
    for bar in DecisionWeights.load().cite.values():
        assert bar.passed(score, best, True) or not bar.passed(score, best, False)
        assert bar.passed(max(score, less), best, True) or not bar.passed(min(score, less), best, True)
