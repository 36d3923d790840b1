"""Fakes for tests, and only for tests."""

from collections.abc import Sequence

import numpy as np

from assistant.models.protocols import VERDICT_CLASSES, Encoded, Floats, Judged


class HashEmbedder:
    """A fake embedder: a bag of hashed words. Fast, deterministic, and of no use for meaning."""

    name = "fake@1"
    dim = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def vectors(self, texts: Sequence[str]) -> list[Floats]:
        self.texts.extend(texts)
        return [self._bag(text) for text in texts]

    def tokens(self, texts: Sequence[str]) -> list[Floats]:
        return [self._bag(text)[None] for text in texts]

    def encode(self, text: str) -> Encoded:
        return Encoded(self.vectors([text])[0], self.tokens([text])[0])

    def _bag(self, text: str) -> Floats:
        vector = np.full(self.dim, 1e-3, np.float32)
        for word in text.lower().split():
            vector[sum(word.encode()) % self.dim] += 1
        unit: Floats = vector / np.linalg.norm(vector)
        return unit


class OverlapReranker:
    """A fake reranker: relevance is the number of shared words, less a tenth of the words that are not; the verdict says "required" of what holds
    "must" and "permitted" of the rest."""

    name = "fake@1"

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]:
        asked = set(question.lower().split())
        found = []
        for passage in passages:
            words = set(passage.lower().replace(".", " ").split())
            verdict = np.zeros(len(VERDICT_CLASSES), np.float32)
            verdict[VERDICT_CLASSES.index("required" if "must" in words else "permitted")] = 1.0
            found.append(Judged(len(asked & words) - len(words - asked) / 10, verdict))
        return found
