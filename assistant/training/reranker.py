"""Train the reranker: a cross-encoder with a relevance logit, whose zero is "nothing answers this", and a verdict head.

Loss: listwise over gold and hard candidates with a null of logit zero (which is right where nothing is covered), and cross-entropy of
the verdict on the first gold passage.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
from torch import nn

from assistant.chunking.passage import titled
from assistant.models.protocols import VERDICT_CLASSES
from assistant.training.data import Example, Group
from assistant.training.encoding import Headed, passes
from assistant.training.stepping import Steps

BATCH = 10
CANDIDATES = 6
TOKENS = 176
VERDICT_SHARE = 0.6
FROM_ELSEWHERE = 0.3
"""Chance that one of a question's wrong passages is of any policy at all."""


class CrossEncoder(Headed):
    """MiniLM over question and passage together."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        width = self.bert.config.hidden_size
        self.relevance = nn.Linear(width, 1)
        self.verdict = nn.Linear(width, len(VERDICT_CLASSES))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Relevance logits (pair,) and verdict logits (pair, 6)."""
        pooled = self.pooled(input_ids, attention_mask, token_type_ids)
        return self.relevance(pooled).squeeze(-1), self.verdict(pooled)


def train_reranker(
    start: Path,
    groups: list[Group],
    epochs: int = 2,
    rate: float = 9e-5,
    seed: int = 1,
    say: Callable[[str], None] = print,
    resume: Path | None = None,
) -> CrossEncoder:
    """Train from the embedder's weights at `start`, or go on from the state saved at `resume`; the groups' candidates must be filled."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = CrossEncoder(start).train()
    if resume:
        model.load_state_dict(torch.load(resume, weights_only=True))
    learn(model, groups, epochs, BATCH, CANDIDATES, VERDICT_SHARE, lambda total: Steps("reranker", model, total, rate, 0.06, 0.02, say))
    return model


def learn(
    model: Any,
    groups: Sequence[Group],
    epochs: int,
    together: int,
    candidates: int,
    verdict_share: float,
    steps_of: Callable[[int], Steps],
) -> None:
    """Take a cross-encoder over all questions, `together` of them a step; `steps_of` makes the run of so many steps."""
    examples = [(group, example) for group in groups for example in group.examples]
    elsewhere = [titled(title, passage) for group in groups for title, passage in zip(group.titles, group.passages, strict=True)]
    steps = steps_of(epochs * (len(examples) // together))
    for _ in range(epochs):
        random.shuffle(examples)
        for offset in range(0, len(examples) - together + 1, together):
            steps.take(_listwise(model, examples[offset : offset + together], elsewhere, candidates, verdict_share))


def judged(model: Any, pairs: Sequence[tuple[str, str]]) -> tuple[torch.Tensor, torch.Tensor]:
    """What a cross-encoder with a `tokenizer` says of (question, passage) pairs: relevance logits (pair,) and verdict logits (pair, 6). Pairs
    of like length go together, so that little is padding."""
    found = model.tokenizer([q for q, _ in pairs], [p for _, p in pairs], truncation="only_second", max_length=TOKENS)
    back, batches = passes(model.tokenizer, found)
    relevance, verdicts = zip(*(model(**batch) for batch in batches), strict=True)
    return torch.cat(relevance)[back], torch.cat(verdicts)[back]


def _listwise(model: Any, batch: list[tuple[Group, Example]], elsewhere: list[str], candidates: int, verdict_share: float) -> torch.Tensor:
    """The loss of a batch over `candidates` passages a question; `elsewhere` are passages of any policy at all."""
    pairs: list[tuple[str, str]] = []
    lists: list[tuple[int, int, int, Example]] = []
    for group, example in batch:
        gold = [place for group_ in example.gold for place in group_][:3]
        near = [place for place in example.near if place not in gold][:2]
        pool = [place for place in example.candidates if place not in gold and place not in near]
        random.shuffle(pool)
        chosen = [*gold, *near, *pool[: max(0, candidates - len(gold) - len(near))]]
        read = [titled(group.titles[place], group.passages[place]) for place in chosen]
        if len(chosen) > max(1, len(gold)) and random.random() < FROM_ELSEWHERE:
            read[-1] = random.choice(elsewhere)
        lists.append((len(pairs), len(gold), len(chosen), example))
        pairs.extend((example.text, passage) for passage in read)
    relevance, verdicts = judged(model, pairs)
    null = torch.zeros(1)
    losses, told = [], []
    for offset, golds, size, example in lists:
        scores = relevance[offset : offset + size]
        if not golds:
            losses.append(torch.logsumexp(torch.cat([null, scores]), 0))
            continue
        others = torch.logsumexp(torch.cat([null, scores[golds:]]), 0)
        column = {place: index for index, place in enumerate([p for g in example.gold for p in g][:3])}
        groups = [[column[place] for place in gold if place in column] for gold in example.gold]
        losses.append(torch.stack([functional.softplus(others - torch.logsumexp(scores[group], 0)) for group in groups if group]).mean())
        if example.verdict in VERDICT_CLASSES:
            wanted = torch.tensor([VERDICT_CLASSES.index(example.verdict)])
            told.append(functional.cross_entropy(verdicts[offset : offset + 1], wanted, label_smoothing=0.05))
    loss = torch.stack(losses).mean()
    return loss + verdict_share * torch.stack(told).mean() if told else loss


def averaged(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of the weights of models that went on from one another: better in the end than the last of them (model soups, Wortsman et
    al., 2022; figures in docs/MODELS.md)."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if first[name].is_floating_point() else first[name] for name in first
    }
