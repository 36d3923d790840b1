"""Outcomes to scores, and scores to a summary; needs no model, so that a run can be scored again."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.api import Policy
from evals.metrics.aggregate import confusion, expected_calibration_error, latency, mean_with_interval, risk_coverage
from evals.metrics.answer import answer_scores
from evals.metrics.citation import citation_scores
from evals.records import Case, Outcome, Score

WRONG_WHEN_HIGH = ("false_permission", "false_answer", "false_refusal", "forbidden_words")


def score_case(case: Case, answer: Mapping[str, Any], policies: Mapping[str, Policy]) -> dict[str, float]:
    """All measures of one outcome, by name."""
    scores = answer_scores(case, answer, policies)
    if case.clauses and (case.covered or answer["status"] == "answered"):
        scores.update(citation_scores(case, answer["citations"]))
    return scores


def score_outcomes(cases: Sequence[Case], outcomes: Sequence[Outcome], policies: Mapping[str, Policy]) -> list[Score]:
    """Scores of all cases. A case without an outcome is unscored, and says so."""
    given = {(outcome.suite, outcome.case): outcome for outcome in outcomes}
    scores: list[Score] = []
    for case in cases:
        outcome = given.get((case.suite, case.id))
        if outcome is None:
            scores.append(Score(case.id, case.suite, "status", None, "no outcome"))
            continue
        answer = outcome.answer
        evidence = f"{answer['status']} {answer['verdict']} " + ", ".join(f"{c['policy_id']}#{c['clause']}" for c in answer["citations"])
        scores.extend(Score(case.id, case.suite, name, value, evidence) for name, value in score_case(case, answer, policies).items())
    scores.extend(_consistency(cases, given))
    return scores


def _consistency(cases: Sequence[Case], given: Mapping[tuple[str, str], Outcome]) -> list[Score]:
    """Cases of one group (voices, names, pressure) should get one status and verdict: the share that agrees with most."""
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.group and (case.suite, case.id) in given:
            groups[case.suite, case.group].append(case)
    scores: list[Score] = []
    for (suite, _), members in groups.items():
        kinds = [(given[suite, case.id].answer["status"], given[suite, case.id].answer["verdict"]) for case in members]
        most = max(set(kinds), key=kinds.count)
        scores.extend(
            Score(case.id, suite, "consistency", float(kind == most), str(kind)) for case, kind in zip(members, kinds, strict=True)
        )
    return scores


def summarise(cases: Sequence[Case], outcomes: Sequence[Outcome], scores: Sequence[Score]) -> dict[str, Any]:
    """The contract's JSON: suites with their metrics, totals, and what the charts need."""
    by_suite: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    totals: dict[str, list[float]] = defaultdict(list)
    unscored = 0
    for score in scores:
        if score.value is None:
            unscored += 1
            continue
        by_suite[score.suite][score.metric].append(score.value)
        totals[score.metric].append(score.value)
    counts: dict[str, int] = defaultdict(int)
    for case in cases:
        counts[case.suite] += 1
    given = {(outcome.suite, outcome.case): outcome.answer for outcome in outcomes}
    right = {(score.suite, score.case): score.value == 1 for score in scores if score.metric == "status"}
    verdicts = [
        (case.verdict[0], given[case.suite, case.id]["verdict"] or "none")
        for case in cases
        if case.verdict and case.covered and (case.suite, case.id) in given
    ]
    surety = [
        (float(answer["confidence"]), right.get(key, False))
        for key, answer in given.items()
        if answer["status"] in ("answered", "not_covered")
    ]
    return {
        "suites": {
            name: {"cases": counts[name], "metrics": {metric: mean_with_interval(values) for metric, values in sorted(found.items())}}
            for name, found in sorted(by_suite.items())
        },
        "totals": {metric: mean_with_interval(values) for metric, values in sorted(totals.items())},
        "cases": len(cases),
        "unscored": unscored,
        "confusion": confusion(verdicts),
        "risk_coverage": risk_coverage(surety),
        "ece": expected_calibration_error(surety),
        "latency_ms": latency([answer["timings_ms"] for answer in given.values()]),
    }


def failing(scores: Sequence[Score]) -> dict[tuple[str, str], list[str]]:
    """Cases that fall short, with the measures that they fall short on."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for score in scores:
        wrong = score.value is None or (score.value > 0 if score.metric in WRONG_WHEN_HIGH else score.value < 1)
        if wrong and score.metric not in ("mrr", "ndcg", "hit@3"):
            found[score.suite, score.case].append(score.metric)
    return dict(found)


def below(summary: Mapping[str, Any], thresholds: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Thresholds that are not met, one line each. A suite's own thresholds go by its name; "totals" by that."""
    lines = []
    for suite, wanted in thresholds.items():
        metrics = summary["totals"] if suite == "totals" else summary["suites"].get(suite, {}).get("metrics")
        if metrics is None:
            continue
        for metric, bar in wanted.items():
            value = metrics.get(metric, {}).get("value")
            if value is None:
                continue
            if value > bar if metric in WRONG_WHEN_HIGH else value < bar:
                lines.append(f"{suite}: {metric} is {value:.3f}, {'at most' if metric in WRONG_WHEN_HIGH else 'at least'} {bar} is wanted")
    return lines


def to_json(scores: Sequence[Score]) -> str:
    """Scores as JSON lines."""
    return "\n".join(json.dumps(score.__dict__, ensure_ascii=False) for score in scores) + "\n"
