"""Train the deep reranker: the reranker's heads and loss over the late-interaction model's layers instead of MiniLM's.

By itself it orders about as well as MiniLM, which has seen ten times as many questions; the mean of both is better than either
(docs/adr/0014).
"""

import copy
import random
from collections.abc import Callable, Sequence

import torch
from torch import nn

from assistant.models.protocols import VERDICT_CLASSES
from assistant.training.data import Group
from assistant.training.encoding import pooled
from assistant.training.late import LateModel, freeze
from assistant.training.reranker import learn
from assistant.training.stepping import Steps

BATCH = 16
CANDIDATES = 4
FROZEN = 2
"""Lowest layers that are not trained, nor is the word table, which the late-interaction model shares."""
VERDICT_SHARE = 1.0
HEADS_FASTER = 10
"""Rate of the heads, which start from nothing, by that of the layers."""


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
        seen = self.drop(pooled(self.body, {"input_ids": input_ids, "attention_mask": attention_mask}, self.training))
        return self.relevance(seen).squeeze(-1), self.verdict(seen)


def train_deep(
    late: LateModel,
    groups: Sequence[Group],
    epochs: int = 1,
    rate: float = 5e-5,
    seed: int = 1,
    say: Callable[[str], None] = print,
    resume: dict[str, torch.Tensor] | None = None,
) -> DeepCrossEncoder:
    """Train from the late-interaction model's weights, or go on from the state `resume`, which was trained from them; the groups' candidates
    must be filled."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = DeepCrossEncoder(late)
    if resume:
        model.load_state_dict(resume)
    freeze(model.body, FROZEN)
    model.train()
    heads = [(weight, HEADS_FASTER * rate) for head in (model.relevance, model.verdict) for weight in head.parameters()]

    def steps_of(total: int) -> Steps:
        return Steps("deep reranker", model, total, rate, 0.06, 0.02, say, every=25, apart=heads)

    learn(model, groups, epochs, BATCH, CANDIDATES, VERDICT_SHARE, steps_of)
    return model
