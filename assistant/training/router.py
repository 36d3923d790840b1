"""Train the router: a message to one of the routes."""

import random
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import nn

from assistant.training.data import ROUTES
from assistant.training.encoding import hidden, load, mean

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
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=TOKENS, return_tensors="pt")
        found: torch.Tensor = self(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"])
        return found


def train_router(start: Path, rows: list[tuple[str, str]], epochs: int = 4, rate: float = 8e-5, seed: int = 1) -> RouteClassifier:
    """Train from the embedder's weights at `start`."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = RouteClassifier(start).train()
    rows = list(rows)
    total = epochs * (len(rows) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / (0.1 * total)) * max(0.02, 1 - step / total))
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
    model.bert.set_attn_implementation("eager")
    return model.eval()
