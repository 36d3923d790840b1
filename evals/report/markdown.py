"""What fails, as a Markdown table for the docs."""

from collections.abc import Mapping, Sequence

from evals.records import GENERATED, Case, Outcome

_HEAD = """# What fails today

Every case of the written suites that falls on any measure: `policy-assistant eval --failures FILE` writes this page. Some more fall among
attacks and generated slips of spelling. `policy-assistant eval --html FILE` shows each with its answer and clause in context.

| suite | question | wanted | given | verdict wanted | given |
|---|---|---|---|---|---|
"""


def failures(cases: Sequence[Case], outcomes: Sequence[Outcome], fell: Mapping[tuple[str, str], list[str]]) -> str:
    """The page: a row for each written case that fell."""
    given = {(outcome.suite, outcome.case): outcome.answer for outcome in outcomes}
    rows = [
        _row(case, given[case.suite, case.id])
        for case in cases
        if case.suite not in GENERATED and (case.suite, case.id) in fell and (case.suite, case.id) in given
    ]
    return _HEAD + "".join(rows)


def _row(case: Case, answer: Mapping[str, object]) -> str:
    cites = answer["citations"]
    cited = ", ".join(f"{cite['policy_id']} {cite['clause']}" for cite in cites) if isinstance(cites, list) else ""
    gold = " and ".join(" or ".join(group) for group in case.clauses).replace("#", " ")
    wanted = gold if case.status[0] == "answered" and gold else case.status[0]
    verdicts = "/".join(case.verdict)
    cells = (case.suite, case.question, wanted, cited or str(answer["status"]), verdicts, str(answer["verdict"] or "none"))
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |\n"
