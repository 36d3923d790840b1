"""Fakes for tests, and only for tests."""

from collections.abc import Sequence

import numpy as np

from assistant.models.protocols import Encoded


class HashEmbedder:
    """A fake embedder: a bag of hashed words. Fast, deterministic, and of no use for meaning."""

    name = "fake@1"
    dim = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        self.texts.extend(texts)
        found = []
        for text in texts:
            vector = np.full(self.dim, 1e-3, np.float32)
            for word in text.lower().split():
                vector[sum(word.encode()) % self.dim] += 1
            vector /= np.linalg.norm(vector)
            found.append(Encoded(vector, vector[None]))
        return found
