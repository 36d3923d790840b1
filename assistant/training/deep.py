"""Train the deep reranker: the reranker's heads and loss over the late-interaction model's layers instead of MiniLM's.

By itself it orders about as well as MiniLM, which has seen ten times as many questions; the mean of both is better than either
(docs/adr/0014).
"""

import copy
import random
from collections.abc import Callable, Sequence

import torch
from torch import nn

from assistant.chunking.passage import titled
from assistant.models.protocols import VERDICT_CLASSES
from assistant.training.data import Group
from assistant.training.encoding import faster_in_bfloat16, mean, passes
from assistant.training.late import LateModel, freeze
from assistant.training.reranker import listwise
from assistant.training.stepping import Steps

BATCH = 16
CANDIDATES = 4
TOKENS = 176
FROZEN = 2
"""Lowest layers that are not trained, nor is the word table, which the late-interaction model shares."""
VERDICT_SHARE = 1.0


class DeepCrossEncoder(nn.Module):
    """The late-interaction model's layers over question and passage together, with two heads on the mean of the tokens."""

    def __init__(self, late: LateModel) -> None:
        super().__init__()
        self.tokenizer, self.body = late.tokenizer, copy.deepcopy(late.body)
        for module in self.body.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0  # no question is seen often enough to learn it by heart, and the random numbers take a tenth of a step
        width = self.body.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.relevance = nn.Linear(width, 1)
        self.verdict = nn.Linear(width, len(VERDICT_CLASSES))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Relevance logits (pair,) and verdict logits (pair, 6)."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and faster_in_bfloat16()):
            states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        pooled = self.drop(mean(states.float(), attention_mask))
        return self.relevance(pooled).squeeze(-1), self.verdict(pooled)

    def judge(self, pairs: list[tuple[str, str]]) -> tuple[torch.Tensor, torch.Tensor]:
        """The same over texts; pairs of like length go together, so that little is padding."""
        found = self.tokenizer([q for q, _ in pairs], [p for _, p in pairs], truncation="only_second", max_length=TOKENS)
        back, batches = passes(self.tokenizer, found)
        relevance, verdicts = [], []
        for batch in batches:
            some, told = self(batch["input_ids"], batch["attention_mask"])
            relevance.append(some)
            verdicts.append(told)
        return torch.cat(relevance)[back], torch.cat(verdicts)[back]


def train_deep(
    late: LateModel, groups: Sequence[Group], epochs: int = 1, rate: float = 5e-5, seed: int = 1, say: Callable[[str], None] = print
) -> DeepCrossEncoder:
    """Train from the late-interaction model's weights; the groups' candidates must be filled."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = DeepCrossEncoder(late)
    freeze(model.body, FROZEN)
    model.train()
    examples = [(group, example) for group in groups for example in group.examples]
    elsewhere = [titled(title, passage) for group in groups for title, passage in zip(group.titles, group.passages, strict=True)]
    total = epochs * (len(examples) // BATCH)
    heads = [(weight, 10 * rate) for head in (model.relevance, model.verdict) for weight in head.parameters()]
    steps = Steps("deep reranker", model, total, rate, 0.06, 0.02, say, every=25, apart=heads)
    for _ in range(epochs):
        random.shuffle(examples)
        for offset in range(0, len(examples) - BATCH + 1, BATCH):
            steps.take(listwise(model, examples[offset : offset + BATCH], elsewhere, CANDIDATES, VERDICT_SHARE))
    return model
