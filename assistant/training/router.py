"""Train the router: a message to one of the routes."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import nn

from assistant.training.data import ROUTES
from assistant.training.encoding import hidden, load, mean, passes

BATCH = 32
TOKENS = 96


class RouteClassifier(nn.Module):
    """MiniLM over one message."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.bert, self.tokenizer = load(path)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(self.bert.config.hidden_size, len(ROUTES))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Logits (message, route)."""
        batch = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        states, mask = hidden(self.bert, batch) if self.training else (self.bert(**batch).last_hidden_state, attention_mask)
        found: torch.Tensor = self.out(self.drop(mean(states, mask)))
        return found

    def logits(self, texts: list[str]) -> torch.Tensor:
        """The same over texts."""
        order, batches = passes(self.tokenizer, self.tokenizer(texts, truncation=True, max_length=TOKENS))
        found = torch.cat([self(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"]) for batch in batches])
        return found[torch.tensor(order).argsort()]


def train_router(
    start: Path, rows: list[tuple[str, str]], epochs: int = 4, rate: float = 8e-5, seed: int = 1, say: Callable[[str], None] = print
) -> RouteClassifier:
    """Train from the embedder's weights at `start`."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = RouteClassifier(start).train()
    rows = list(rows)
    total = epochs * (len(rows) // BATCH)
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / (0.1 * total)) * max(0.02, 1 - step / total))
    began, step = time.time(), 0
    for _ in range(epochs):
        random.shuffle(rows)
        for offset in range(0, len(rows) - BATCH + 1, BATCH):
            batch = rows[offset : offset + BATCH]
            wanted = torch.tensor([ROUTES.index(route) for _, route in batch])
            loss = functional.cross_entropy(model.logits([text for text, _ in batch]), wanted, label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            if step % 100 == 0:
                say(f"router {step}/{total} loss {float(loss.detach()):.3f} {time.time() - began:.0f} s")
    return model.eval()
