"""What each part of retrieval is worth: the right clause first and in the first three, with one part alone and with one left out.

    python -m assistant.training.ablation

Asked on the development suites (all policies, with the banks) and on the documents of other organisations (imported, no bank), which no
model was trained on. Orders that are fitted are fitted on four fifths of the questions and asked on the other, five times over.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from assistant.flow import Evidence
from assistant.models.committee import shipped
from assistant.models.onnx import OnnxEmbedder
from assistant.models.protocols import Floats
from assistant.retrieval.fusion import FEATURES, ORDERING, Fusion, features
from assistant.training.fitting import REGIMES, Case, cases, development, foreign

FOLDS = 5
ALONE: dict[str, Callable[[Evidence], float]] = {
    "embedder, mean vector": lambda item: item.dense,
    "late-interaction model, MaxSim": lambda item: item.late,
    "question bank": lambda item: item.bank,
    "BM25": lambda item: item.lexical,
    "cross-encoders": lambda item: item.relevance,
}
PARTS = {
    "all parts": (),
    "no mean vector": ("dense_gap",),
    "no MaxSim": ("late_gap",),
    "no bank": ("bank_gap", "vote"),
    "the nearest bank question only": ("vote",),
    "no BM25": ("lexical",),
    "no cross-encoders": ("relevance_gap",),
    "no policy's name": ("named",),
    "no amounts": ("amount",),
}


def ordered(items: Sequence[Case], left_out: Sequence[str]) -> list[Floats]:
    """Held-out ordering scores of every case's hits under a softmax fitted without some features."""
    kept = [place for place, name in enumerate(ORDERING) if name not in left_out]
    data = [np.asarray(features([hit.evidence for hit in case.hits]), np.float32)[:, kept] for case in items]
    right = [np.asarray([case.right(hit) for hit in case.hits]) for case in items]
    fold = np.random.default_rng(1).integers(0, FOLDS, len(items))
    scores: list[Floats] = [np.zeros(0, np.float32)] * len(items)
    for number in range(FOLDS):
        train = [place for place in range(len(items)) if fold[place] != number and right[place].any()]

        def loss(theta: Floats, train: Sequence[int] = train) -> tuple[float, Floats]:
            value, slope = 0.02 * float((theta**2).sum()), 0.04 * theta
            for place in train:
                logits = data[place] @ theta
                chance = np.exp(logits - logits.max())
                chance /= chance.sum()
                mass = max(float(chance[right[place]].sum()), 1e-12)
                value -= float(np.log(mass))
                slope = slope + data[place].T @ (chance - chance * right[place] / mass)
            return value, slope

        weights = minimize(loss, np.ones(len(kept)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(kept)).x
        for place in np.flatnonzero(fold == number):
            scores[place] = data[place] @ weights
    return scores


def shown(label: str, items: Sequence[Case], scores: Sequence[Floats]) -> str:
    orders = [np.argsort(-np.asarray(row), kind="stable") for row in scores]
    first = np.mean([case.right(case.hits[order[0]]) for case, order in zip(items, orders, strict=True)])
    three = np.mean([any(case.right(case.hits[place]) for place in order[:3]) for case, order in zip(items, orders, strict=True)])
    return f"| {label} | {first:.3f} | {three:.3f} |"


def main() -> None:
    embedder, rerankers = OnnxEmbedder(), shipped()
    flat = Fusion({name: (1.0,) * len(FEATURES) for name in REGIMES}, dict.fromkeys(REGIMES, 0.0))
    for name, source in (("eight policies, with banks", development), ("other organisations, no bank", foreign)):
        items = [case for library, asked in source(embedder) for case in cases(library, asked, rerankers, flat) if case.asked.gold]
        print(f"\n| {name}, {len(items)} questions | first | in three |\n|---|---|---|")
        for label, part in ALONE.items():
            print(shown(f"{label} alone", items, [np.asarray([part(hit.evidence) for hit in case.hits], np.float32) for case in items]))
        for label, left_out in PARTS.items():
            print(shown(label, items, ordered(items, left_out)))


if __name__ == "__main__":
    main()
