"""The lexical leg: BM25 over passages (bm25s), stemmed, with the usual English stop words.

Local Chroma has no sparse index; this leg stands where a distributed Chroma's would.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from assistant.index.protocols import Match
from assistant.index.views import View

_TOKEN = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "our",
        "should",
        "so",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "am",
        "get",
        "got",
        "any",
        "about",
        "im",
        "ive",
        "dont",
        "cant",
        "ok",
        "okay",
        "just",
        "really",
        "like",
        "also",
    ]
)


def stem(word: str) -> str:
    """A light stem: plural and verb endings, enough to bring "posting" and "posts" together."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "edly", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            return base + "y" if ending in ("ies", "ied") else base.rstrip("e") if len(base) > 3 else base
    return word.rstrip("e") if len(word) > 4 else word


def tokens(text: str) -> list[str]:
    """Stems of the words that carry meaning."""
    return [stem(word) for word in _TOKEN.findall(text.lower().replace("’", "").replace("'", "")) if word not in _STOP]


class Bm25Leg:
    """BM25 (Lucene's variant, k1 1.2, b 0.75) over passages, saved beside the dense leg."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._rows = [json.loads(line) for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
        self._index = bm25s.BM25.load(str(folder / "bm25"), mmap=len(self._rows) > 20_000) if self._rows else None

    @staticmethod
    def write(folder: Path, passages: Sequence[View]) -> None:
        """Build and save the leg."""
        import bm25s

        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "passages.jsonl").open("w", encoding="utf-8") as out:
            for view in passages:
                out.write(json.dumps([view.policy_id, view.clause, view.text, view.start, view.end]) + "\n")
        if passages:
            index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
            index.index([tokens(view.text) or ["-"] for view in passages], show_progress=False)
            index.save(str(folder / "bm25"))

    def passages(self) -> list[Match]:
        """Every passage, in document order."""
        return [Match("passage", policy, clause, text, start, end, "", (), 0.0) for policy, clause, text, start, end in self._rows]

    def best(self, question: str, k: int) -> list[Match]:
        """The k best passages by words, best first; only those that share a word."""
        words = [word for word in tokens(question) if self._index is not None and word in self._index.vocab_dict]
        if not words or self._index is None or k <= 0:
            return []
        places, scores = self._index.retrieve([words], k=min(k, len(self._rows)), show_progress=False, n_threads=0)
        found = []
        for place, score in zip(places[0], scores[0], strict=True):
            if score > 0:
                policy, clause, text, start, end = self._rows[int(place)]
                found.append(Match("passage", policy, clause, text, start, end, "", (), float(score)))
        return found
