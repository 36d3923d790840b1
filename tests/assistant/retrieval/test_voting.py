"""Near bank questions vote for clauses, for verdicts and against near-misses."""

import math

from hypothesis import given
from hypothesis import strategies as st

from assistant.index.protocols import Match
from assistant.models.protocols import VERDICT_CLASSES
from assistant.retrieval.voting import LEAST_SHARE, clause_votes, near_miss_odds, verdict_votes

COSINE = st.floats(0.3, 1.0)
ROWS = st.lists(st.builds(lambda score, verdict: row(score, verdict), COSINE, st.sampled_from(VERDICT_CLASSES)), max_size=6)


def row(score: float, verdict: str = "fact") -> Match:
    return Match("question", "p", "1.1", "asked", 0, 0, verdict, (), score)


@given(st.lists(ROWS, min_size=1, max_size=8))
def test_clauses_share_the_votes(passages: list[list[Match]]) -> None:
    votes = clause_votes(passages)
    assert len(votes) == len(passages)
    if not any(passages):
        assert votes == [0.0] * len(passages)
    else:
        assert math.isclose(sum(math.exp(vote) - LEAST_SHARE for vote in votes), 1.0, rel_tol=1e-6)


@given(st.lists(ROWS.filter(bool), min_size=2, max_size=6), COSINE)
def test_one_more_question_never_costs_its_clause_a_vote(passages: list[list[Match]], score: float) -> None:
    before, after = clause_votes(passages), clause_votes([[*passages[0], row(score)], *passages[1:]])
    assert after[0] >= before[0] - 1e-9
    assert all(now <= then + 1e-9 for now, then in zip(after[1:], before[1:], strict=True))


def test_three_questions_outvote_one_that_is_hardly_nearer() -> None:
    one, three = clause_votes([[row(0.83)], [row(0.82), row(0.81), row(0.8)]])
    assert three > one
    one, three = clause_votes([[row(0.99)], [row(0.82), row(0.81), row(0.8)]])
    assert one > three


@given(ROWS)
def test_verdict_votes_are_shares(rows: list[Match]) -> None:
    votes = verdict_votes(rows)
    assert len(votes) == len(VERDICT_CLASSES)
    assert all(0 <= vote < 1 for vote in votes) and sum(votes) < 1
    assert {VERDICT_CLASSES[place] for place, vote in enumerate(votes) if vote} == {item.verdict for item in rows}


@given(ROWS, st.lists(COSINE, min_size=1, max_size=5), COSINE)
def test_near_misses_speak_against_questions(questions: list[Match], misses: list[float], score: float) -> None:
    odds = near_miss_odds(questions, [row(miss) for miss in misses])
    assert near_miss_odds([*questions, row(score)], [row(miss) for miss in misses]) < odds
    assert near_miss_odds(questions, [row(miss) for miss in (*misses, score)]) > odds
    assert near_miss_odds(questions, []) == -math.inf
