"""Fakes for tests, and only for tests."""

from collections.abc import Sequence

import numpy as np

from assistant.models.protocols import VERDICT_CLASSES, Encoded, Judged


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
