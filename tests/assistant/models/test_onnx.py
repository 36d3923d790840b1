"""The shipped models give a text the same numbers whatever else they are given with it."""

import numpy as np

from assistant.models.onnx import OnnxEmbedder, OnnxReranker

TEXTS = (
    "can i post a photo of the nativity",
    "Staff must not take photographs of pupils on their own devices. " * 6,
    "who reviews this policy",
    "Employees should check their security settings so that entries are only visible to the people who they want to see them.",
)


def test_a_text_has_the_same_vector_in_every_batch() -> None:
    embedder = OnnxEmbedder(threads=1)
    together = embedder.encode(TEXTS)
    for text, beside in zip(TEXTS, together, strict=True):
        (alone,) = embedder.encode([text])
        assert np.abs(alone.pooled - beside.pooled).max() < 1e-5
        assert alone.tokens.shape == beside.tokens.shape
        assert np.abs(alone.tokens - beside.tokens).max() < 1e-4


def test_a_passage_is_judged_alike_in_every_order() -> None:
    reranker = OnnxReranker(threads=1)
    forward = reranker.judge("may I photograph pupils", TEXTS)
    backward = reranker.judge("may I photograph pupils", TEXTS[::-1])[::-1]
    for first, second in zip(forward, backward, strict=True):
        assert abs(first.relevance - second.relevance) < 1e-4
        assert np.abs(first.verdict - second.verdict).max() < 1e-5
