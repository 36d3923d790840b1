"""Train the router: a message to one of the routes."""

import random
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import nn

from assistant.training.data import ROUTES
from assistant.training.encoding import Headed, passes
from assistant.training.stepping import Steps

BATCH = 32
TOKENS = 96


class RouteClassifier(Headed):
    """MiniLM over one message."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.out = nn.Linear(self.bert.config.hidden_size, len(ROUTES))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Logits (message, route)."""
        found: torch.Tensor = self.out(self.pooled(input_ids, attention_mask, token_type_ids))
        return found

    def logits(self, texts: list[str]) -> torch.Tensor:
        """The same over texts."""
        back, batches = passes(self.tokenizer, self.tokenizer(texts, truncation=True, max_length=TOKENS))
        return torch.cat([self(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"]) for batch in batches])[back]


def train_router(
    start: Path, rows: list[tuple[str, str]], epochs: int = 4, rate: float = 8e-5, seed: int = 1, say: Callable[[str], None] = print
) -> RouteClassifier:
    """Train from the embedder's weights at `start`."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = RouteClassifier(start).train()
    rows = list(rows)
    total = epochs * (len(rows) // BATCH)
    steps = Steps("router", model, total, rate, 0.1, 0.02, say)
    for _ in range(epochs):
        random.shuffle(rows)
        for offset in range(0, len(rows) - BATCH + 1, BATCH):
            batch = rows[offset : offset + BATCH]
            wanted = torch.tensor([ROUTES.index(route) for _, route in batch])
            loss = functional.cross_entropy(model.logits([text for text, _ in batch]), wanted, label_smoothing=0.05)
            steps.take(loss)
    return model.eval()
