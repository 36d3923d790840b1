"""The shipped models give a text the same numbers whatever else they are given with it, and are what their cards say."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import UserError
from assistant.models.onnx import WEIGHTS, OnnxEmbedder, OnnxModel, OnnxReranker

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
    reranker = OnnxReranker(threads=1)
    forward = reranker.judge("may I photograph pupils", TEXTS)
    backward = reranker.judge("may I photograph pupils", TEXTS[::-1])[::-1]
    for first, second in zip(forward, backward, strict=True):
        assert abs(first.relevance - second.relevance) < 1e-4
        assert np.abs(first.verdict - second.verdict).max() < 1e-5


def test_weights_that_are_not_the_cards_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "late"
    shutil.copytree(WEIGHTS / "late", folder)
    with (folder / "table.bin").open("r+b") as table:
        table.write(b"\x7f\x01\x02")
    with pytest.raises(UserError, match="not the weights"):
        _ = OnnxModel(folder).session
    (folder / "table.bin").unlink()
    with pytest.raises(UserError, match=r"table\.bin"):
        _ = OnnxModel(folder).session


def test_every_file_of_weights_is_small() -> None:
    assert max(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) < 30_000_000
