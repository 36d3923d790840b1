"""External proof: public question sets that nothing here was trained or tuned on, ours beside plain systems, in one run.

    python -m assistant.training.proof FOLDER

FOLDER holds conditionalqa_train.jsonl, policyqa_dev.jsonl, doc2dial_val_docs.jsonl, doc2dial_val_questions.jsonl and
sharc_dev_part.jsonl. Of each set the half of the documents is asked that a hash puts there; at most MOST questions.
"""

import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from assistant.chunking.passage import titled
from assistant.flow import Evidence
from assistant.index.lexical import tokens
from assistant.index.tokens import maxsim
from assistant.models.committee import shipped
from assistant.models.onnx import OnnxEmbedder
from assistant.models.protocols import VERDICT_CLASSES, Floats, Judged
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.reranking import RERANKED
from assistant.training.data import rows

MOST = 300
CHUNK = 400
"""Characters of a chunk of the plain splitter."""


@dataclass(frozen=True)
class Asked:
    """A question about a document, with the places of the passages that answer it."""

    doc: str
    question: str
    gold: frozenset[int]


Documents = dict[str, list[str]]
Ranker = Callable[[str, str], list[int]]
"""(document, question) to places of passages, best first."""


def held(doc: str) -> bool:
    """Is the document in the half that is asked?"""
    return int(hashlib.sha1(doc.encode()).hexdigest()[:2], 16) < 0x80


def conditionalqa(folder: Path) -> tuple[Documents, list[Asked]]:
    """Evidence sentences of a government page, pooled over its questions."""
    documents: Documents = defaultdict(list)
    asked = []
    for row in rows(folder / "conditionalqa_train.jsonl"):
        if held(row["doc"]) and row["answerable"] and row["evidence"]:
            pool = documents[row["doc"]]
            pool.extend(text for text in row["evidence"] if text not in pool)
            asked.append(Asked(row["doc"], f"{row['scenario']} {row['question']}", frozenset(map(pool.index, row["evidence"]))))
    return documents, [item for item in asked if len(documents[item.doc]) > len(item.gold) + 3]


def policyqa(folder: Path) -> tuple[Documents, list[Asked]]:
    """Passages of a privacy policy; a question asked of several passages is answered by each of them."""
    documents: Documents = defaultdict(list)
    gold: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows(folder / "policyqa_dev.jsonl"):
        if held(row["doc"]):
            documents[row["doc"]].append(row["passage"])
            for question in row["questions"]:
                gold[row["doc"], question["question"]].add(len(documents[row["doc"]]) - 1)
    return documents, [Asked(doc, question, frozenset(places)) for (doc, question), places in gold.items()]


def doc2dial(folder: Path) -> tuple[Documents, list[Asked]]:
    """Paragraphs of a public service's page; first questions of dialogues."""
    documents: Documents = {}
    place: dict[tuple[str, str], int] = {}
    for row in rows(folder / "doc2dial_val_docs.jsonl"):
        paragraphs = [""]
        for name, text in row["spans"].items():
            if "\n\n" in text and paragraphs[-1].strip():
                paragraphs.append("")
            paragraphs[-1] += text
            place[row["doc"], name] = len(paragraphs) - 1
        documents[row["doc"]] = [" ".join(text.split()) for text in paragraphs]
    asked = [
        Asked(row["doc"], row["question"], frozenset(place[row["doc"], name] for name in row["gold_spans"]))
        for row in rows(folder / "doc2dial_val_questions.jsonl")
        if held(row["doc"]) and not row["history"] and row["gold_spans"]
    ]
    return documents, asked


class Ours:
    """The shipped embedder, late-interaction model, reranker and bare fusion over a document's passages."""

    def __init__(self, documents: Documents) -> None:
        self.embedder, self.rerankers, self.fusion = OnnxEmbedder(), shipped(), Fusion.load()
        self.documents = documents
        self._encoded: dict[str, tuple[list[Floats], list[Floats]]] = {}
        self._bm25 = Bm25(documents)

    def __call__(self, doc: str, question: str) -> list[int]:
        passages = self.documents[doc]
        if doc not in self._encoded:
            self._encoded[doc] = self.embedder.vectors(passages), self.embedder.tokens(passages)
        vectors, late_vectors = self._encoded[doc]
        asked = self.embedder.encode(question)
        dense = np.asarray([float(vector @ asked.pooled) for vector in vectors])
        late = np.asarray([maxsim(asked.tokens, rows) for rows in late_vectors])
        first = list(np.argsort(-(dense + late))[:RERANKED])
        words = self._bm25.scores(doc, question)
        judged = self.judged(doc, question, first)
        evidences = [
            Evidence(float(dense[place]), 0.0, float(words[place] / (words.max() or 1)), item.relevance, late=float(late[place]))
            for place, item in zip(first, judged, strict=True)
        ]
        scores = self.fusion.scores(evidences, "bare")
        return [int(first[place]) for place in np.argsort(-np.asarray(scores))]

    def judged(self, doc: str, question: str, places: Sequence[int]) -> list[Judged]:
        """What the reranker says of some passages, read under the document's name ("applying-for-probate", "Top 5 DMV Mistakes#3_0")."""
        title = doc.partition("#")[0].replace("-", " ")
        return self.rerankers.judge(question, [titled(title, self.documents[doc][place]) for place in places])


class Bm25:
    """BM25 over a document's passages."""

    def __init__(self, documents: Documents) -> None:
        self._indexes = {}
        for doc, passages in documents.items():
            index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
            index.index([tokens(text) or ["-"] for text in passages], show_progress=False)
            self._indexes[doc] = index

    def scores(self, doc: str, question: str) -> Floats:
        index = self._indexes[doc]
        words = [word for word in tokens(question) if word in index.vocab_dict]
        found: Floats = index.get_scores(words) if words else np.zeros(int(index.scores["num_docs"]), np.float32)
        return found

    def __call__(self, doc: str, question: str) -> list[int]:
        return [int(place) for place in np.argsort(-self.scores(doc, question), kind="stable")]


class Plain:
    """MiniLM as it ships, cosine."""

    def __init__(self, documents: Documents) -> None:
        from sentence_transformers import SentenceTransformer

        from assistant.training.encoding import base_path

        self.model = SentenceTransformer(str(base_path()), device="cpu")
        self._vectors = {doc: self.encode(passages) for doc, passages in documents.items()}

    def encode(self, texts: Sequence[str]) -> Floats:
        found: Floats = self.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return found

    def __call__(self, doc: str, question: str) -> list[int]:
        return [int(place) for place in np.argsort(-(self._vectors[doc] @ self.encode([question])[0]))]


class SplitterAndChroma:
    """What a newcomer would build: LangChain's recursive splitter over the whole document, plain MiniLM, Chroma; a chunk counts for
    every passage that it holds most of its words from."""

    def __init__(self, documents: Documents, plain: Plain) -> None:
        import chromadb
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self._plain = plain
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=CHUNK // 10, add_start_index=True)
        client = chromadb.EphemeralClient()
        self._held: dict[str, tuple[Any, list[int]]] = {}
        for number, (doc, passages) in enumerate(documents.items()):
            starts = np.cumsum([0, *(len(text) + 2 for text in passages)])
            chunks = splitter.create_documents(["\n\n".join(passages)])
            middle = [chunk.metadata["start_index"] + len(chunk.page_content) // 2 for chunk in chunks]
            owner = [int(np.searchsorted(starts, at, side="right") - 1) for at in middle]
            collection = client.create_collection(f"proof-{id(self)}-{number}", metadata={"hnsw:space": "cosine"})
            vectors = plain.encode([chunk.page_content for chunk in chunks])
            collection.add(ids=[str(place) for place in range(len(chunks))], embeddings=vectors.tolist())  # type: ignore[arg-type]
            self._held[doc] = collection, owner

    def __call__(self, doc: str, question: str) -> list[int]:
        collection, owner = self._held[doc]
        found = collection.query(query_embeddings=self._plain.encode([question]).tolist(), n_results=min(12, len(owner)), include=[])
        return list(dict.fromkeys(owner[int(place)] for place in found["ids"][0]))


def retrieval(name: str, documents: Documents, asked: list[Asked]) -> None:
    random.Random(1).shuffle(asked)
    asked = asked[:MOST]
    documents = {doc: documents[doc] for doc in {item.doc for item in asked}}
    plain = Plain(documents)
    systems: dict[str, Ranker] = {
        "BM25": Bm25(documents),
        "splitter + Chroma": SplitterAndChroma(documents, plain),
        "plain MiniLM": plain,
        "ours": Ours(documents),
    }
    print(
        f"\n{name}: {len(asked)} questions, {len(documents)} documents, {np.mean([len(p) for p in documents.values()]):.0f} passages each"
    )
    for label, system in systems.items():
        ranked = [(system(item.doc, item.question), item.gold) for item in asked]
        first = np.mean([bool(order) and order[0] in gold for order, gold in ranked])
        three = np.mean([bool(set(order[:3]) & gold) for order, gold in ranked])
        print(f"  {label:18} first {first:.3f}  in three {three:.3f}")


def answerability(folder: Path) -> None:
    """AUC (Fawcett, 2006) of the best passage's score: questions that a page answers against those that its authors marked as not
    answerable, and against questions about another page. Cosine for plain MiniLM, the reranker's relevance for ours."""
    from sklearn.metrics import roc_auc_score

    documents, asked = conditionalqa(folder)
    rng = random.Random(2)
    rng.shuffle(asked)
    names = sorted(documents)
    covered = [(item.doc, item.question) for item in asked[: MOST // 2]]
    unanswerable = [
        (row["doc"], f"{row['scenario']} {row['question']}")
        for row in rows(folder / "conditionalqa_train.jsonl")
        if not row["answerable"] and row["doc"] in documents
    ][: MOST // 2]
    elsewhere = [(rng.choice([name for name in names if name != doc]), question) for doc, question in covered]
    plain, ours = Plain(documents), Ours(documents)

    def scores(pairs: Sequence[tuple[str, str]]) -> tuple[list[float], list[float]]:
        cosine, relevance = [], []
        for doc, question in pairs:
            cosine.append(float((plain.encode(documents[doc]) @ plain.encode([question])[0]).max()))
            judged = ours.judged(doc, question, ours(doc, question))
            relevance.append(max(result.relevance for result in judged))
        return cosine, relevance

    known = scores(covered)
    for label, pairs in (("marked as not answerable", unanswerable), ("of another page", elsewhere)):
        other = scores(pairs)
        truth = [True] * len(covered) + [False] * len(pairs)
        aucs = [roc_auc_score(truth, [*left, *right]) for left, right in zip(known, other, strict=True)]
        print(f"\nAnswerability, ConditionalQA, against {len(pairs)} {label}: AUC plain MiniLM {aucs[0]:.3f}, ours {aucs[1]:.3f}")


def decisions(folder: Path) -> None:
    """ShARC's Yes, No and More by the verdict head, as it is (it was made for force, not for eligibility), beside the commonest label."""
    said = {"permitted": "Yes", "required": "Yes", "recommended": "Yes", "prohibited": "No", "conditional": "More", "fact": "More"}
    chosen = [row for row in rows(folder / "sharc_dev_part.jsonl") if held(row["tree"]) and row["decision"] in ("Yes", "No", "More")][:MOST]
    rerankers = shipped()
    right = [
        said[VERDICT_CLASSES[int(np.argmax(rerankers.judge(f"{row['scenario']} {row['question']}", [row["rule"]])[0].verdict))]]
        == row["decision"]
        for row in chosen
    ]
    label, count = Counter(row["decision"] for row in chosen).most_common(1)[0]
    print(f"\nDecisions, ShARC, {len(chosen)}: commonest label ({label}) {count / len(chosen):.3f}, ours {np.mean(right):.3f}")


def sets(folder: Path) -> Iterator[tuple[str, Documents, list[Asked]]]:
    yield ("ConditionalQA", *conditionalqa(folder))
    yield ("PolicyQA", *policyqa(folder))
    yield ("Doc2Dial", *doc2dial(folder))


if __name__ == "__main__":
    where = Path(sys.argv[1])
    for name, documents, asked in sets(where):
        retrieval(name, documents, asked)
    answerability(where)
    decisions(where)
