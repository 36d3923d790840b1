"""Train all models, export them, and fit the numbers over them.

    python -m assistant.training [--held-out] [--resume] [--read WRITTEN BANKS [--draw N]] [--only embedder late reranker deep router fitting]
                                 [--work DIR] [--weights DIR]

--held-out leaves out part of the banks, so that fusion and thresholds are fitted on that too. Checkpoints go to DIR (default .models);
--resume goes on from those that are there (or from the shipped weights where there are none), at a lower rate, instead of starting from
MiniLM, and for the deep reranker from the late-interaction model, which itself always starts from MPNet; the quick reranker is then the
mean of before and after. --read has both rerankers read these shares of the written policies' questions and of the banks' only, drawn by
the seed N.
"""

import argparse
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import torch

from assistant.flow import DISCLOSURES
from assistant.models.onnx import WEIGHTS
from assistant.training.data import ROUTES, Group, corpus_groups, routing_rows, sampled, together, written_groups
from assistant.training.deep import train_deep
from assistant.training.embedder import add_strangers, fill_candidates, train_embedder
from assistant.training.encoding import base_path, load
from assistant.training.export import export, restored
from assistant.training.export_mpnet import LATE, RERANKER, export_deep, export_late
from assistant.training.fitting import served
from assistant.training.late import DIM, late_model, mpnet, train_late
from assistant.training.reranker import CrossEncoder, averaged, train_reranker
from assistant.training.router import train_router

STAGES = ("embedder", "late", "reranker", "deep", "router", "fitting")


class _Hidden(torch.nn.Module):
    """The embedder as it is exported."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return found


def _with_candidates(checkpoint: Path, groups: list[Group]) -> list[Group]:
    """The groups, with the embedder's candidates for each question and a few questions that they do not answer."""
    fill_candidates(checkpoint, groups)
    print(f"{add_strangers(checkpoint, groups)} questions asked of policies that do not answer them")
    return groups


def _unpack(work: Path) -> None:
    """Checkpoints from the shipped weights, where there are none."""
    checkpoint, saved = work / "embedder", work / "reranker.pt"
    if not checkpoint.exists():
        model, _ = load(base_path())
        state = restored(WEIGHTS / "embedder" / "model.onnx")
        model.load_state_dict({name.removeprefix("model."): value for name, value in state.items()}, strict=False)
        model.save_pretrained(str(checkpoint))
    if not saved.exists():
        reranker = CrossEncoder(base_path())
        reranker.load_state_dict(restored(WEIGHTS / "reranker" / "model.onnx"), strict=False)
        torch.save(reranker.state_dict(), saved)


WRITTEN_READ, BANK_READ = 0.3, 0.1
"""Shares of the written policies' questions and of the banks' that the deep reranker reads: what an hour and a quarter on two cores allow."""
PLAIN = 12_000
"""Questions for policies that the router learns from, so that few of them sound like a disclosure."""


def routed(groups: Sequence[Group], seed: int = 1) -> list[tuple[str, str]]:
    """(message, route): what was written for the router, disclosures twice, and policy questions."""
    questions = [example.text for group in groups for example in group.examples]
    random.Random(seed).shuffle(questions)
    written = routing_rows()
    again = [row for row in written if row[1] in DISCLOSURES]
    return [*written, *again, *((text, "policy") for text in questions[:PLAIN])]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m assistant.training")
    parser.add_argument("--held-out", action="store_true", help="leave a part of the banks out, to steer by")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--read", type=float, nargs=2, metavar=("WRITTEN", "BANKS"))
    parser.add_argument("--draw", type=int, default=1, metavar="N")
    parser.add_argument("--only", nargs="+", choices=STAGES, default=STAGES)
    parser.add_argument("--work", type=Path, default=Path(".models"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where the exported models go")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--epochs", type=int, nargs=3, default=(3, 2, 4), metavar="N", help="of embedder, reranker, router")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    written = written_groups()
    held = corpus_groups(options.corpus, served if options.held_out else lambda text: True)
    groups = [*written, *held]
    print(f"{len(groups)} policies, {sum(len(group.examples) for group in groups)} questions")
    # Drawn before strangers are asked of what is written.
    of_written, of_banks = options.read or (WRITTEN_READ, BANK_READ)
    sample = [*sampled(written, of_written, options.draw), together(sampled(held, of_banks, options.draw))]
    checkpoint = options.work / "embedder"

    @cache
    def drawn() -> list[Group]:
        return _with_candidates(checkpoint, sample)

    tokenizer = load(base_path())[1]
    if options.resume:
        _unpack(options.work)
    if "embedder" in options.only:
        train_embedder(
            checkpoint if options.resume else base_path(), checkpoint, groups, options.epochs[0], 3e-5 if options.resume else 6e-5
        )
        model, _ = load(checkpoint)
        export(
            _Hidden(model),
            ["last_hidden_state"],
            tokenizer,
            options.weights / "embedder",
            {"name": "policy-minilm-embedder", "dim": 384, "max_tokens": 192},
        )
    deeper = options.weights / "mpnet"
    if "late" in options.only:
        late = train_late(mpnet(options.work), groups)
        export_late(late, late.tokenizer, deeper, {"name": "policy-mpnet-late", "dim": DIM, "max_tokens": 192})
    if "reranker" in options.only:
        asked = drawn() if options.read else _with_candidates(checkpoint, [*written, together(held)])
        saved = options.work / "reranker.pt"
        reranker = train_reranker(
            checkpoint, asked, options.epochs[1], 4.5e-5 if options.resume else 9e-5, resume=saved if options.resume else None
        )
        if options.resume:
            reranker.load_state_dict(averaged([torch.load(saved, weights_only=True), reranker.state_dict()]))
        torch.save(reranker.state_dict(), saved)
        card = {"name": "policy-minilm-reranker", "max_tokens": 192, "pairs": True}
        export(reranker.eval(), ["relevance", "verdict"], tokenizer, options.weights / "reranker", card)
    if "deep" in options.only:
        before = restored(deeper / RERANKER) if options.resume else None
        late = late_model(mpnet(options.work), restored(deeper / LATE))
        deep = train_deep(late, drawn(), rate=4e-5 if before else 5e-5, seed=options.draw, resume=before)
        export_deep(deep, deep.tokenizer, deeper, {"name": "policy-mpnet-reranker", "max_tokens": 192, "pairs": True})
    if "router" in options.only:
        router = train_router(checkpoint, routed(groups), options.epochs[2])
        export(
            router, ["logits"], tokenizer, options.weights / "router", {"name": "policy-minilm-router", "max_tokens": 96, "labels": ROUTES}
        )
    if "fitting" in options.only:
        from assistant.training.fitting import main as fit

        fit(all_seen=not options.held_out)


if __name__ == "__main__":
    main()
