"""How near an answer is to its own floor: one embedder pass over the question plus the rerankers' passes over the candidates.

    python -m assistant.training.floor QUESTIONS.jsonl [CORPUS [INDEX]]

Whole answer and floor are timed in turn for each question, in one process; prints medians and the ratio.
"""

import statistics
import sys
import time
from pathlib import Path

from assistant.api import Assistant
from assistant.chunking.passage import titled
from assistant.dialogue.preparing import prepare
from assistant.models.committee import shipped
from assistant.models.onnx import OnnxEmbedder
from assistant.retrieval.reranking import READ_DEEPLY, shortlist
from assistant.training.data import rows


def main(questions: Path, corpus: Path = Path("corpus"), index: Path = Path(".index")) -> None:
    assistant = Assistant.open(corpus, index)
    parts = assistant._chain._parts
    embedder, rerankers = OnnxEmbedder(), shipped()
    whole, floor, ratios = [], [], []
    for turn, row in enumerate(rows(questions)):
        text = row["question"]
        question = prepare(text, (), parts.glossary, parts.speller)
        chosen = shortlist(parts.retriever.candidates(question, parts.retriever.encode(question)), assistant.policies)
        texts = [titled(assistant.policies[candidate.match.policy_id].title, candidate.match.text) for candidate, _, _ in chosen]
        began = time.perf_counter()
        answer = assistant.ask(text)
        middle = time.perf_counter()
        embedder.vectors([text])
        rerankers.joined(text, texts[:READ_DEEPLY], rerankers.quick.judge(text, texts)[:READ_DEEPLY])
        ended = time.perf_counter()
        if turn >= 3 and "rerank" in answer.timings_ms:
            whole.append((middle - began) * 1000)
            floor.append((ended - middle) * 1000)
            ratios.append((middle - began) / (ended - middle))
    print(
        f"n {len(whole)}: whole answer p50 {statistics.median(whole):.1f} ms, floor p50 {statistics.median(floor):.1f} ms, "
        f"ratio of medians {statistics.median(whole) / statistics.median(floor):.2f}, median ratio {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
