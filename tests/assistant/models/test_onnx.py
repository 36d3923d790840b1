"""The shipped models give a text the same numbers whatever else they are given with it, and are what their cards say."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import UserError
from assistant.models.committee import shipped
from assistant.models.nibbles import Matrix, Part
from assistant.models.onnx import WEIGHTS, OnnxEmbedder, OnnxModel

TEXTS = (
    "can i post a photo of the nativity",
    "Staff must not take photographs of pupils on their own devices. " * 6,
    "who reviews this policy",
    "Employees should check their security settings so that entries are only visible to the people who they want to see them.",
)


def test_a_text_has_the_same_vector_in_every_batch() -> None:
    embedder = OnnxEmbedder(threads=1)
    for text, vector, tokens in zip(TEXTS, embedder.vectors(TEXTS), embedder.tokens(TEXTS), strict=True):
        alone = embedder.encode(text)
        assert np.abs(alone.pooled - vector).max() < 1e-5
        assert alone.tokens.shape == tokens.shape
        assert np.abs(alone.tokens - tokens).max() < 1e-4


def test_a_passage_is_judged_alike_in_every_order() -> None:
    rerankers = shipped(threads=1)
    forward = rerankers.judge("may I photograph pupils", TEXTS)
    backward = rerankers.judge("may I photograph pupils", TEXTS[::-1])[::-1]
    for first, second in zip(forward, backward, strict=True):
        assert abs(first.relevance - second.relevance) < 1e-4
        assert np.abs(first.verdict - second.verdict).max() < 1e-5


def test_weights_that_are_not_the_cards_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "mpnet"
    shutil.copytree(WEIGHTS / "mpnet", folder)
    with (folder / "table.bin").open("r+b") as table:
        table.write(b"\x7f\x01\x02")
    for name in ("late.onnx", "reranker.onnx"):
        with pytest.raises(UserError, match="not the weights"):
            _ = OnnxModel(folder / name).session
    (folder / "table.bin").unlink()
    with pytest.raises(UserError, match=r"table\.bin"):
        _ = OnnxModel(folder / "late.onnx").session
    (folder / "late.json").unlink()
    with pytest.raises(UserError, match=r"late\.json: missing"):
        OnnxModel(folder / "late.onnx")


def test_the_reranker_is_trained_on_from_the_late_model() -> None:
    """Its matrices are those of late.onnx and what training moved, which is little: no other file of the folder may be changed alone."""
    card = json.loads((WEIGHTS / "mpnet" / "reranker.json").read_text(encoding="utf-8"))
    held = {name: (WEIGHTS / "mpnet" / name).read_bytes() for name in card["beside"]}
    rows = [Matrix(row["out"], row["blocks"], [Part(**part) for part in row["parts"]]) for row in card["matrices"].values()]
    both = [row for row in rows if len(row.parts) == 2]
    assert both
    for row in both[:6]:
        beneath = Matrix(row.out, row.blocks, row.parts[:1]).read(held)
        moved = row.read(held) - beneath
        assert 0 < np.std(moved) < 0.1 * np.std(beneath)


def test_every_file_of_weights_is_small() -> None:
    assert max(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) < 30_000_000
