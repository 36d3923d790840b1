"""Train the embedder: each question against all passages of its policy, by mean vector and by MaxSim at once.

Loss: for each group of gold, InfoNCE (van den Oord et al., 2018) over the policy's passages, other gold left out of the negatives; and, at
0.3, between questions: those of one clause together, those of others apart.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional

from assistant.training.data import Example, Group
from assistant.training.encoding import PASSAGE_TOKENS, QUESTION_TOKENS, encode, info_nce, load, maxsim
from assistant.training.stepping import Steps

BATCH = 32
MOST_PASSAGES = 56
TEMPERATURE, LATE_TEMPERATURE = 0.05, 0.03
BETWEEN_QUESTIONS = 0.3


def train_embedder(
    start: Path, target: Path, groups: list[Group], epochs: int = 3, rate: float = 6e-5, seed: int = 1, say: Callable[[str], None] = print
) -> None:
    """Train from `start` and save to `target`."""
    random.seed(seed)
    torch.manual_seed(seed)
    model, tokenizer = load(start)
    model.train()
    total = len(_batches(groups)) * epochs
    steps = Steps("embedder", model, total, rate, 0.08, 0.03, say, every=50)
    for _ in range(epochs):
        for group, examples in _batches(groups):
            steps.take(_loss(model, tokenizer, group, examples))
    model.save_pretrained(str(target))


def _batches(groups: list[Group]) -> list[tuple[Group, list[Example]]]:
    found = []
    for group in groups:
        examples = list(group.examples)
        random.shuffle(examples)
        found.extend((group, examples[start : start + BATCH]) for start in range(0, len(examples), BATCH) if len(examples) - start >= 3)
    random.shuffle(found)
    return found


def _loss(model: Any, tokenizer: Any, group: Group, examples: list[Example]) -> torch.Tensor | None:
    needed = {place for example in examples for gold in example.gold for place in gold} | {
        place for example in examples for place in example.near
    }
    chosen = list(range(len(group.passages)))
    if len(chosen) > MOST_PASSAGES:
        rest = [place for place in chosen if place not in needed]
        random.shuffle(rest)
        chosen = sorted([*needed, *rest[: max(0, MOST_PASSAGES - len(needed))]])
    pooled, late, mask = encode(model, tokenizer, [group.passages[place] for place in chosen], PASSAGE_TOKENS)
    asked, asked_late, asked_mask = encode(model, tokenizer, [example.text for example in examples], QUESTION_TOKENS)
    covered = [row for row, example in enumerate(examples) if example.gold]
    if not covered:
        return None
    both = (asked @ pooled.T / TEMPERATURE, maxsim(asked_late, asked_mask, late, mask) / LATE_TEMPERATURE)
    loss = torch.stack([info_nce(scores, examples, chosen) for scores in both]).mean()
    return loss + BETWEEN_QUESTIONS * _between(asked, examples, covered)


def _between(asked: torch.Tensor, examples: list[Example], covered: list[int]) -> torch.Tensor:
    first = [frozenset(example.gold[0]) if example.gold else frozenset() for example in examples]
    scores = asked @ asked.T / TEMPERATURE
    losses = []
    for row in covered:
        same = [other for other in range(len(examples)) if other != row and first[other] & first[row]]
        apart = [other for other in range(len(examples)) if other != row and other not in same]
        if same and apart:
            losses.append(functional.softplus(torch.logsumexp(scores[row][apart], 0) - torch.logsumexp(scores[row][same], 0)))
    return torch.stack(losses).mean() if losses else scores.sum() * 0


def fill_candidates(path: Path, groups: list[Group], most: int = 12) -> None:
    """The nearest passages of every example by mean vector and MaxSim, for the reranker to learn from.

    Where several policies are asked together, a passage of another policy may answer too, though nobody labelled it: it is taken as
    wrong only if it is farther off than the gold, and not at all where there is no gold.
    """
    model, tokenizer = load(path)
    model.eval()
    with torch.no_grad():
        for group in groups:
            pooled, late, mask = encode(model, tokenizer, group.passages, PASSAGE_TOKENS)
            for start in range(0, len(group.examples), BATCH):
                batch = group.examples[start : start + BATCH]
                asked, asked_late, asked_mask = encode(model, tokenizer, [example.text for example in batch], QUESTION_TOKENS)
                scores = asked @ pooled.T + maxsim(asked_late, asked_mask, late, mask)
                for example, row in zip(batch, scores, strict=True):
                    order = row.argsort(descending=True).tolist()
                    if example.owner:
                        bar = max((float(row[place]) for places in example.gold for place in places), default=-9.0)
                        order = [place for place in order if group.owners[place] == example.owner or float(row[place]) < bar]
                    order = order[:most]
                    example.candidates, example.scores = order, [float(row[place]) for place in order]
                    example.gold_score = max((float(row[place]) for places in example.gold for place in places), default=0.0)


STRANGERS = 0.06
"""Strangers asked of a policy, as a share of its own questions."""
FARTHER = 0.25
"""How much nearer its own clause must be to a stranger than anything here, or else this policy may answer it too."""


def add_strangers(path: Path, groups: list[Group], seed: int = 1, most: int = 12) -> int:
    """Ask each policy a few questions of others that it plainly does not answer; `fill_candidates` must have run. How many were added."""
    draw = random.Random(seed)
    model, tokenizer = load(path)
    model.eval()
    elsewhere = [(group, example) for group in groups for example in group.examples if example.gold]
    added = 0
    with torch.no_grad():
        for group in groups:
            drawn = draw.sample(elsewhere, min(len(elsewhere), max(4, round(STRANGERS * len(group.examples)))))
            asked = [example for home, example in drawn if home is not group]
            pooled, late, mask = encode(model, tokenizer, group.passages, PASSAGE_TOKENS)
            vectors, tokens, words = encode(model, tokenizer, [example.text for example in asked], QUESTION_TOKENS)
            for example, row in zip(asked, vectors @ pooled.T + maxsim(tokens, words, late, mask), strict=True):
                order = row.argsort(descending=True).tolist()[:most]
                if float(row[order[0]]) < example.gold_score - FARTHER:
                    group.examples.append(Example(example.text, [], [], "not_covered", candidates=order))
                    added += 1
    return added
