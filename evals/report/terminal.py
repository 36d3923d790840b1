"""The summary as a table."""

from collections.abc import Mapping
from typing import Any

COLUMNS = (
    "status",
    "hit@1",
    "hit@3",
    "citation_recall",
    "citation_precision",
    "verdict",
    "false_permission",
    "false_answer",
    "false_refusal",
    "signposting",
    "quotes_exact",
    "consistency",
)


def table(summary: Mapping[str, Any]) -> str:
    """A line a suite, and the totals."""
    width = max(10, *(len(name) for name in summary["suites"])) + 1
    lines = [f"{'suite':{width}}{'cases':>6}" + "".join(f"{name.replace('citation_', 'c.')[:11]:>12}" for name in COLUMNS)]
    rows = [
        *((name, found["cases"], found["metrics"]) for name, found in summary["suites"].items()),
        ("ALL", summary["cases"], summary["totals"]),
    ]
    for name, cases, metrics in rows:
        cells = [
            f"{metrics[column]['value']:.3f}{'*' if metrics[column]['few'] else ' '}" if column in metrics else "-" for column in COLUMNS
        ]
        lines.append(f"{name:{width}}{cases:>6}" + "".join(f"{cell:>12}" for cell in cells))
    total = summary["latency_ms"].get("total", {})
    lines.append(
        f"unscored {summary['unscored']}; ECE {summary['ece']}; total ms p50 {total.get('p50')} p95 {total.get('p95')}; * fewer than 10 cases"
    )
    return "\n".join(lines)
