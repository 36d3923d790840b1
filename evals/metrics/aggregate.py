"""Means with bootstrap intervals, the confusion matrix, risk-coverage, calibration, latency."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

ENOUGH = 10
"""A mean over fewer cases says so."""
RESAMPLES = 400


def mean_with_interval(values: Sequence[float], seed: int = 7) -> dict[str, Any]:
    """Mean with a 95% percentile bootstrap interval (Efron, 1979), seeded."""
    data = np.asarray(values, float)
    rng = np.random.default_rng(seed)
    means = data[rng.integers(0, len(data), (RESAMPLES, len(data)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {
        "value": round(float(data.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "n": len(data),
        "few": len(data) < ENOUGH,
    }


def confusion(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Counts by expected, then given."""
    counts = Counter(pairs)
    return {wanted: {given: counts[wanted, given] for given in sorted({g for _, g in pairs})} for wanted in sorted({w for w, _ in pairs})}


def risk_coverage(rows: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(coverage, risk) as answers are taken from the surest down (El-Yaniv and Wiener, 2010)."""
    ordered = sorted(rows, key=lambda row: -row[0])
    wrong, found = 0, []
    for count, (_, right) in enumerate(ordered, start=1):
        wrong += not right
        found.append((count / len(ordered), wrong / count))
    return found


def expected_calibration_error(rows: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins, weighted by size (Naeini et al., 2015)."""
    if not rows:
        return 0.0
    confidence = np.asarray([value for value, _ in rows])
    right = np.asarray([hit for _, hit in rows], float)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == b].mean() - right[places == b].mean()) * np.mean(places == b) for b in range(bins) if (places == b).any()
    ]
    return round(float(sum(gaps)), 4)


def latency(timings: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """p50 and p95 in milliseconds, by step."""
    steps = sorted({step for row in timings for step in row})
    found = {}
    for step in steps:
        values = [row[step] for row in timings if step in row]
        found[step] = {"p50": round(float(np.percentile(values, 50)), 2), "p95": round(float(np.percentile(values, 95)), 2)}
    return found
