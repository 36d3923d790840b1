"""The dense leg: a persistent Chroma collection for passages and one for questions, through langchain-chroma."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.index.protocols import Match
from assistant.index.tokens import TokenWriter
from assistant.index.views import View
from assistant.models.protocols import Embedder, Floats

BATCH = 256
_QUESTIONS = ("question", "near_miss")


class ReusingEmbeddings:
    """Vectors by our embedder, or from an earlier index where the text is the same."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Floats], tokens: TokenWriter | None = None) -> None:
        self._embedder = embedder
        self._known = known
        self._tokens = tokens
        self.embedded = 0
        self.keep_tokens = False

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        fresh = dict(zip(new, self._embedder.vectors(new), strict=True)) if new else {}
        self.embedded += len(new)
        if self._tokens and self.keep_tokens:
            lacking = [text for text in dict.fromkeys(texts) if not self._tokens.has_old(text)]
            self._tokens.add(texts, dict(zip(lacking, self._embedder.tokens(lacking), strict=True)) if lacking else {})
        return [(fresh[text] if text in fresh else self._known[text]).tolist() for text in texts]


class ChromaLeg:
    """Two collections under one folder. Cosine space; scores are cosines computed from Chroma's distances."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings
        from langchain_chroma import Chroma

        self._client: Any = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False, allow_reset=False))
        space = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 160}}
        self._stores = {
            name: Chroma(name, client=self._client, collection_configuration=space)  # type: ignore[arg-type]
            for name in ("passages", "questions")
        }

    def _store(self, kind: str) -> Any:
        return self._stores["questions" if kind in _QUESTIONS else "passages"]

    def add(self, views: Iterable[View], embeddings: ReusingEmbeddings, progress: Callable[[int], None]) -> int:
        """Embed and store views in batches, one being stored while the next is embedded. Returns how many."""
        total = 0
        remaining = iter(views)
        with ThreadPoolExecutor(1) as storing:
            stored: Future[None] = storing.submit(lambda: None)
            while batch := list(islice(remaining, BATCH)):
                for kinds in (("passage",), _QUESTIONS):
                    chosen = list({view.id: view for view in batch if view.kind in kinds}.values())
                    if chosen:
                        embeddings.keep_tokens = kinds == ("passage",)
                        vectors = embeddings.embed_documents([view.text for view in chosen])
                        stored.result()  # raises what storing raised
                        stored = storing.submit(self._put, kinds[0], chosen, vectors)
                total += len(batch)
                progress(len(batch))
            stored.result()
        return total

    def _put(self, kind: str, views: Sequence[View], vectors: list[list[float]]) -> None:
        self._store(kind)._collection.upsert(
            [view.id for view in views], vectors, [_metadata(view) for view in views], [view.text for view in views]
        )

    def counts(self) -> dict[str, int]:
        """Stored views by collection."""
        return {name: store._collection.count() for name, store in self._stores.items()}

    def vectors(self) -> dict[str, Floats]:
        """Every stored text with its vector, for the next index to reuse."""
        found: dict[str, Floats] = {}
        for store in self._stores.values():
            for offset in range(0, store._collection.count(), 2000):
                rows = store._collection.get(limit=2000, offset=offset, include=["documents", "embeddings"])
                found.update(zip(rows["documents"] or [], np.asarray(rows["embeddings"], np.float32), strict=True))
        return found

    def nearest(self, vector: Floats, kind: str, k: int) -> list[Match]:
        """The k nearest views, best first; `kind` "question" covers near-misses too."""
        store = self._store(kind)
        if k <= 0:
            return []
        rows = store.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=k)
        return [_match(document.metadata, document.page_content, 1.0 - float(distance)) for document, distance in rows]

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def _metadata(view: View) -> dict[str, str | int]:
    return {
        "kind": view.kind,
        "policy": view.policy_id,
        "clause": view.clause,
        "start": view.start,
        "end": view.end,
        "verdict": view.verdict,
        "also": "|".join(view.also),
    }


def _match(data: Mapping[str, Any], text: str, score: float) -> Match:
    also: Sequence[str] = [item for item in str(data["also"]).split("|") if item]
    return Match(
        data["kind"], data["policy"], data["clause"], text, int(data["start"]), int(data["end"]), data["verdict"], tuple(also), score
    )
