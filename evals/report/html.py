"""One file that a head of HR can read: no outside request, light and dark, everything escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from assistant.api import Policy
from evals.records import Case, Outcome

STYLE = """:root{color-scheme:light dark;--line:#8888}body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
td.n{text-align:right}.bad{font-weight:700;color:#b10e1e}@media(prefers-color-scheme:dark){.bad{color:#ff9a9a}}details{border:1px solid var(--line);margin:.4rem 0;padding:.4rem .7rem}
blockquote{margin:.3rem 0;border-left:4px solid var(--line);padding-left:.7rem}.wrap{overflow-x:auto}svg{max-width:100%;height:auto}"""
NAMES = {
    "status": "right kind of reply", "hit@1": "right clause first", "hit@3": "right clause in three", "citation_recall": "all needed clauses", "citation_precision": "citations that carry",
    "verdict": "right verdict", "false_permission": "said allowed where it is not", "false_answer": "answered what is not covered", "false_refusal": "refused what is covered",
    "signposting": "disclosures signposted", "quotes_exact": "quotes word for word", "consistency": "same answer in any voice",
}  # fmt: skip


def html(
    summary: Mapping[str, Any],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    fell: Mapping[tuple[str, str], list[str]],
    policies: Mapping[str, Policy],
    missed: Sequence[str],
    changes: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The document."""
    given = {(outcome.suite, outcome.case): outcome.answer for outcome in outcomes}
    passed = len(cases) - len(fell)
    parts = [
        f"<h1>Policy assistant: {passed} of {len(cases)} questions as expected</h1>",
        f"<p>{escape(_headline(summary))}</p>",
        "<h2>Thresholds</h2>"
        + ("<ul>" + "".join(f'<li class="bad">{escape(line)}</li>' for line in missed) + "</ul>" if missed else "<p>All met.</p>"),
        "<h2>By suite</h2>" + _table(summary),
        "<h2>Verdicts: expected (rows) and given (columns)</h2>" + _confusion(summary["confusion"]),
        "<h2>Risk as more is answered</h2>" + _curve(summary["risk_coverage"]),
        "<h2>Time by step (ms)</h2>" + _bars(summary["latency_ms"]),
    ]
    if changes:
        parts.append(f"<h2>{len(changes)} answers changed</h2>" + "".join(_change(change) for change in changes))
    parts.append(f"<h2>{len(fell)} questions fell short</h2>")
    for case in cases:
        if (case.suite, case.id) in fell:
            parts.append(_failure(case, given.get((case.suite, case.id)), fell[case.suite, case.id], policies))
    return f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Policy assistant: evals</title><style>{STYLE}</style></head><body><main>{"".join(parts)}</main></body></html>'


def _headline(summary: Mapping[str, Any]) -> str:
    totals = summary["totals"]
    shown = [f"{NAMES[name]}: {totals[name]['value']:.1%}" for name in NAMES if name in totals]
    return "; ".join(shown)


def _table(summary: Mapping[str, Any]) -> str:
    used = [name for name in NAMES if name in summary["totals"]]
    head = "".join(f"<th>{escape(NAMES[name])}</th>" for name in used)
    rows = []
    for suite, found in (*summary["suites"].items(), ("all", {"cases": summary["cases"], "metrics": summary["totals"]})):
        cells = []
        for name in used:
            row = found["metrics"].get(name)
            text = (
                ""
                if row is None
                else f"{row['value']:.3f} <small>({row['low']:.2f} to {row['high']:.2f}{', few' if row['few'] else ''})</small>"
            )
            cells.append(f'<td class="n">{text}</td>')
        rows.append(f'<tr><th>{escape(suite)}</th><td class="n">{found["cases"]}</td>{"".join(cells)}</tr>')
    return f'<div class="wrap"><table><tr><th>suite</th><th>cases</th>{head}</tr>{"".join(rows)}</table></div>'


def _confusion(matrix: Mapping[str, Mapping[str, int]]) -> str:
    columns = sorted({name for row in matrix.values() for name in row})
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    rows = "".join(
        f"<tr><th>{escape(wanted)}</th>" + "".join(f'<td class="n">{row.get(name, 0)}</td>' for name in columns) + "</tr>"
        for wanted, row in matrix.items()
    )
    return f'<div class="wrap"><table><tr><th></th>{head}</tr>{rows}</table></div>'


def _curve(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return "<p>Nothing to show.</p>"
    path = " ".join(f"{40 + 440 * x:.1f},{190 - 170 * min(1, y * 2):.1f}" for x, y in points)
    return (
        '<svg viewBox="0 0 500 220" role="img" aria-label="share answered against share wrong"><polyline fill="none" stroke="currentColor" stroke-width="2" '
        f'points="{path}"/><text x="200" y="215" fill="currentColor" font-size="12">share answered, surest first</text><text x="0" y="15" fill="currentColor" font-size="12">wrong, 0 to 50%</text></svg>'
    )


def _bars(steps: Mapping[str, Mapping[str, float]]) -> str:
    rows = "".join(
        f'<tr><th>{escape(step)}</th><td class="n">{row["p50"]:.1f}</td><td class="n">{row["p95"]:.1f}</td></tr>'
        for step, row in steps.items()
    )
    return f"<table><tr><th>step</th><th>p50</th><th>p95</th></tr>{rows}</table>"


def _change(change: Mapping[str, Any]) -> str:
    before, after = change["before"], change["after"]
    return f"<details><summary>{escape(change['kind'])}: {escape(change['suite'])} {escape(change['case'])}</summary><p>before: {escape(str(before))}</p><p>after: {escape(str(after))}</p></details>"


def _failure(case: Case, answer: Mapping[str, Any] | None, missed: Sequence[str], policies: Mapping[str, Policy]) -> str:
    history = "".join(f"<p><small>{escape(role)}: {escape(content)}</small></p>" for role, content in case.history)
    wanted = f"{', '.join(case.status)}; {', '.join(case.verdict) or 'any verdict'}; {' and '.join(' or '.join(group) for group in case.clauses) or 'no clause'}"
    got = "nothing" if answer is None else f"{answer['status']}; {answer['verdict'] or 'none'}"
    quotes = "".join(
        f"<blockquote>{escape(c['policy_id'])} {escape(c['clause'])}: {_in_context(c, policies)}</blockquote>"
        for c in (answer or {}).get("citations", [])
    )
    return (
        f"<details><summary>{escape(case.suite)} {escape(case.id)}: {escape(case.question)} <span class='bad'>{escape(', '.join(missed))}</span></summary>"
        f"{history}<p>expected: {escape(wanted)}</p><p>given: {escape(got)}</p>{quotes}<p>{escape(case.why)}</p></details>"
    )


def _in_context(citation: Mapping[str, Any], policies: Mapping[str, Policy]) -> str:
    policy = policies.get(citation["policy_id"])
    if policy is None:
        return escape(citation["quote"])
    before = policy.text[max(0, citation["start"] - 80) : citation["start"]]
    after = policy.text[citation["end"] : citation["end"] + 80]
    return f"…{escape(before)}<mark>{escape(citation['quote'])}</mark>{escape(after)}…"
