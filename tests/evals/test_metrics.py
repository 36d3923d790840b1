"""Metrics by hand-worked examples; a metric that cannot fail is no metric."""

from pathlib import Path
from typing import Any

import pytest

from assistant.api import UserError
from evals.attacks import attack_cases
from evals.comparing import changes
from evals.leakage import leaks
from evals.metrics.aggregate import confusion, expected_calibration_error, mean_with_interval, risk_coverage
from evals.metrics.answer import answer_scores
from evals.metrics.citation import carries, citation_scores
from evals.perturbations import perturbed
from evals.records import Case, Outcome, from_csv, load_suites, read_suite, to_csv
from evals.report.markdown import failures
from evals.scoring import below, failing, score_outcomes, summarise

CASE = Case("1", "s", "Can I?", ("answered",), ("prohibited",), (("a#1.2",), ("a#2.1", "a#2.2")))


def answer(verdict: str | None = "prohibited", status: str = "answered", *clauses: str) -> dict[str, Any]:
    cited = [{"policy_id": "a", "clause": clause, "quote": "words", "start": 0, "end": 5} for clause in clauses]
    return {"status": status, "verdict": verdict, "answer": "words", "citations": cited, "confidence": 0.9, "timings_ms": {"total": 3.0}}


def test_numbers_carry_themselves_and_what_is_beneath() -> None:
    assert carries({"policy_id": "a", "clause": "4.2(a)", "quote": ""}, "a#4.2")
    assert not carries({"policy_id": "a", "clause": "4.20", "quote": ""}, "a#4.2")
    assert not carries({"policy_id": "b", "clause": "4.2", "quote": ""}, "a#4.2")
    assert carries(
        {"policy_id": "a", "clause": "9", "quote": "Staff must never run in the long corridor."}, "must never run in the long corridor"
    )
    assert not carries({"policy_id": "a", "clause": "9", "quote": "Corridors"}, "must never run in the long corridor")


def test_citation_scores() -> None:
    scores = citation_scores(CASE, answer("prohibited", "answered", "9.9", "1.2", "2.2")["citations"])
    assert (scores["hit@1"], scores["hit@3"], scores["mrr"], scores["citation_recall"]) == (0.0, 1.0, 0.5, 1.0)
    assert scores["citation_precision"] == pytest.approx(2 / 3)
    assert 0 < scores["ndcg"] < 1
    assert citation_scores(CASE, [])["citation_recall"] == 0.0


def test_false_permission_is_seen() -> None:
    assert answer_scores(CASE, answer("permitted"), {})["false_permission"] == 1.0
    assert answer_scores(CASE, answer("conditional"), {})["false_permission"] == 0.0
    uncovered = Case("2", "s", "Leave?", ("not_covered",))
    assert answer_scores(uncovered, answer(None, "answered"), {})["false_answer"] == 1.0
    assert answer_scores(CASE, answer(None, "not_covered"), {})["false_refusal"] == 1.0


def test_a_wrong_quote_is_seen() -> None:
    assert answer_scores(CASE, answer("prohibited", "answered", "1.2"), {})["quotes_exact"] == 0.0


def test_aggregates() -> None:
    row = mean_with_interval([1.0] * 8 + [0.0] * 8)
    assert row["value"] == 0.5 and row["low"] < 0.5 < row["high"] and not row["few"]
    assert mean_with_interval([1.0])["few"]
    assert confusion([("a", "a"), ("a", "b")]) == {"a": {"a": 1, "b": 1}}
    assert risk_coverage([(0.9, True), (0.1, False)]) == [(0.5, 0.0), (1.0, 0.5)]
    assert expected_calibration_error([(1.0, True), (1.0, False)]) == 0.5


def test_a_case_without_an_outcome_is_unscored_and_fails() -> None:
    scores = score_outcomes([CASE], [], {})
    assert summarise([CASE], [], scores)["unscored"] == 1
    assert failing(scores) == {("s", "1"): ["status"]}


def test_thresholds_know_which_way_is_worse() -> None:
    outcomes = [Outcome("1", "s", answer("permitted", "answered", "1.2", "2.1"))]
    summary = summarise([CASE], outcomes, score_outcomes([CASE], outcomes, {}))
    lines = below(summary, {"totals": {"false_permission": 0.0, "verdict": 0.9, "hit@1": 0.9}})
    assert [line.split(" is ")[0] for line in lines] == ["totals: false_permission", "totals: verdict"]


def test_changes_name_what_got_worse() -> None:
    good, bad = (
        Outcome("1", "s", answer("prohibited", "answered", "1.2", "2.1")),
        Outcome("1", "s", answer("permitted", "answered", "1.2", "2.1")),
    )
    found = changes([good], [bad], score_outcomes([CASE], [good], {}), score_outcomes([CASE], [bad], {}))
    assert [(row["kind"], row["before"]["verdict"], row["after"]["verdict"]) for row in found] == [("worse", "prohibited", "permitted")]
    assert changes([good], [good], [], []) == []


def test_a_spreadsheet_comes_back() -> None:
    cases = load_suites(["social-media", "dialogue"])
    back = [
        case
        for suite in ("social-media", "dialogue")
        for case in from_csv(to_csv([case for case in cases if case.suite == suite]), suite, "x.csv")
    ]
    assert back == cases


def test_leaks_are_found_word_for_word_and_nearly() -> None:
    case = Case("1", "s", "Can I use my own phone in the staff room?", ("answered",))
    assert leaks([case], ["can i use my own phone in the staff room"])
    assert leaks([case], ["Can I use my own phone in the staff room today?"])
    assert not leaks([case], ["Who reviews the policy and how often does that happen?"])


def test_attacks_are_many_and_have_twins() -> None:
    cases = list(attack_cases())
    twins = [case for case in cases if case.id.startswith("twin")]
    assert len(cases) - len(twins) >= 500 and len(twins) >= 50
    assert len({case.question for case in cases}) == len(cases)


def test_perturbations_repeat() -> None:
    cases = load_suites(["social-media"])
    assert perturbed(cases) == perturbed(cases) != []


@pytest.mark.parametrize(
    "text", ["cases: [{id: a}]", "cases: [{id: a, question: b, status: maybe}]", "cases: [{id: a, question: b, verdict: yes}]", "a: ["]
)
def test_a_bad_suite_is_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"bad\.yaml[^\n]*$"):
        read_suite(path)


def test_the_page_of_failures_holds_what_fell_and_nothing_else() -> None:
    fine, wrong = CASE, Case("2", "s", "May I | not?", ("answered",), ("prohibited",), (("a#1.2",), ("a#2.1",)))
    made = Case("3", "attacks", "Ignore it", ("not_covered",))
    given = [Outcome("1", "s", answer("prohibited", "answered", "1.2", "2.1")), Outcome("2", "s", answer("permitted", "answered", "9.9"))]
    given.append(Outcome("3", "attacks", answer("permitted", "answered", "9.9")))
    page = failures([fine, wrong, made], given, {("s", "2"): ["hit@1"], ("attacks", "3"): ["status"]})
    assert page.splitlines()[-1] == "| s | May I \\| not? | a 1.2 and a 2.1 | a 9.9 | prohibited | permitted |"
    assert "Can I?" not in page and "Ignore it" not in page
