"""No eval question is in the question bank or the training data, word for word or nearly."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from evals.metrics.citation import words
from evals.records import Case

NEAR = 0.8
"""Jaccard similarity of word sets from which a question counts as the same (Broder, 1997)."""
FEWEST = 5
"""Questions of fewer words are compared word for word only."""


def leaks(cases: Sequence[Case], known: Iterable[str]) -> list[tuple[str, str, str]]:
    """(suite, case, known question) for every case that is known already."""
    exact: dict[tuple[str, ...], str] = {}
    by_word: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for text in known:
        tokens = words(text)
        exact[tuple(tokens)] = text
        if len(tokens) >= FEWEST:
            entry = (frozenset(tokens), text)
            for word in entry[0]:
                by_word[word].append(entry)
    found = []
    for case in cases:
        tokens = words(case.question)
        if case.history:
            continue  # a follow-up is its history too; the few words of it alone are nobody's
        if tuple(tokens) in exact:
            found.append((case.suite, case.id, exact[tuple(tokens)]))
            continue
        if len(tokens) < FEWEST:
            continue
        mine = frozenset(tokens)
        rarest = sorted(mine, key=lambda word: len(by_word.get(word, ())))[: max(1, len(mine) // 3)]
        for other, text in (entry for word in rarest for entry in by_word.get(word, ())):
            if len(mine & other) / len(mine | other) >= NEAR:
                found.append((case.suite, case.id, text))
                break
    return found


def known_questions(corpus: Path, training: Path) -> list[str]:
    """Every question of the banks and of the training data."""
    found: list[str] = []
    for path in sorted((corpus / "questions").glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found.extend(str(row["q"]) for entry in data.get("clauses") or [] for row in entry.get("questions") or [])
        found.extend(str(row["q"]) for row in data.get("near_misses") or [])
    for path in sorted((*training.glob("policies*.jsonl"), *training.glob("held_out.jsonl"), *training.glob("routing*.jsonl"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.extend([row["question"]] if "route" in row else [q["question"] for q in row["questions"]])
    return found
