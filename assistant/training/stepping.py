"""The steps of a training run: AdamW, a rate that warms up and then falls, clipped gradients, and a line now and then."""

import time
from collections.abc import Callable, Sequence

import torch
from torch import nn


class Steps:
    """Takes the steps of a run of `total`. The rate rises over the share `warm` of them and falls to the share `least` of itself. Weights in
    `apart` have a rate of their own."""

    def __init__(
        self,
        name: str,
        model: nn.Module,
        total: int,
        rate: float,
        warm: float,
        least: float,
        say: Callable[[str], None],
        every: int = 100,
        apart: Sequence[tuple[nn.Parameter, float]] = (),
    ) -> None:
        self._name, self._total, self._say, self._every = name, total, say, every
        self._model = model
        alone = {id(weight) for weight, _ in apart}
        trained = [weight for weight in model.parameters() if weight.requires_grad and id(weight) not in alone]
        self._optimizer = torch.optim.AdamW(
            [{"params": trained}, *({"params": [weight], "lr": own} for weight, own in apart)], lr=rate, weight_decay=0.01
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: min(1, (step + 1) / (warm * total)) * max(least, 1 - step / total)
        )
        self._began, self._step = time.time(), 0

    def take(self, loss: torch.Tensor | None) -> None:
        """One step down the loss; none where a batch had nothing to learn from."""
        self._step += 1
        if loss is None:
            return
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._schedule.step()
        if self._step % self._every == 0:
            self._say(f"{self._name} {self._step}/{self._total} loss {float(loss.detach()):.3f} {time.time() - self._began:.0f} s")
