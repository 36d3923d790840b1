"""Fit fusion, coverage, verdict and router on policies that the models did not see; write their JSON weights.

    python -m assistant.training.fitting

Half of each policy's questions serve as its bank, the other half are asked; then without a bank. Seeded.
"""

import json
import random
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.chunking.passage import passages
from assistant.corpus.loading import load_corpus
from assistant.decision.coverage import coverage_features
from assistant.decision.verdict import CLASSES, verdict_features
from assistant.dialogue.following import form
from assistant.dialogue.routing import ROUTES
from assistant.flow import Evidence, Question
from assistant.models.onnx import WEIGHTS, OnnxEmbedder, OnnxReranker
from assistant.policy.model import Clause, Span
from assistant.retrieval.fusion import Fusion, features
from assistant.retrieval.reranking import BANK_WEIGHT, RERANKED

DATA = Path(__file__).parent / "data"
HELD_OUT = (
    "kingsmere-boarding-social-media", "willowbank-special-ict-use", "calder-sinfonia-respect", "northmoor-police-staff-comment",
    "email-acceptable-use-logistics", "hollowbrook-grievance", "calderwell-trust-phones",
)  # fmt: skip
ASIDE = ("signposted", "clarify", "chat")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "policies.jsonl").read_text(encoding="utf-8").splitlines()]


def statement(clause: dict[str, Any]) -> str:
    head = " > ".join(name for name in clause["headings"] if name)
    lead = f"{clause['lead_in'].strip()} " if clause.get("lead_in") else ""
    return f"{head}: {lead}{clause['text'].strip()}" if head else f"{lead}{clause['text'].strip()}"


def text_of(question: dict[str, Any]) -> str:
    return question.get("standalone_question") or question["question"]


def cases(embedder: OnnxEmbedder, reranker: OnnxReranker) -> dict[str, list[Any]]:
    """Per regime, a case per question: evidences, verdict chances, clauses, gold."""
    found: dict[str, list[Any]] = {"bank": [], "bare": []}
    for policy in [row for row in rows() if row["policy_id"] in HELD_OUT]:
        place = {clause["number"]: index for index, clause in enumerate(policy["clauses"])}
        clauses = [
            Clause(
                c["number"],
                True,
                c["text"],
                Span(0, len(c["text"])),
                0,
                "",
                tuple(c["headings"]),
                (c["lead_in"],) if c.get("lead_in") else (),
                None,
            )
            for c in policy["clauses"]
        ]
        texts = [statement(clause) for clause in policy["clauses"]]
        passages = np.stack([item.pooled for item in embedder.encode(texts)])
        questions = [q for q in policy["questions"] if q["verdict"] not in ASIDE]
        random.Random(7).shuffle(questions)
        half = len(questions) // 2
        for bank_rows, asked in ((questions[:half], questions[half:]), (questions[half:], questions[:half])):
            bank = [(q, place[q["clauses"][0][0]]) for q in bank_rows if q["clauses"] and q["clauses"][0][0] in place]
            misses = [q for q in bank_rows if q["verdict"] == "not_covered"]
            bank_vectors = np.stack([item.pooled for item in embedder.encode([text_of(q) for q, _ in bank])])
            miss_vectors = np.stack([item.pooled for item in embedder.encode([text_of(q) for q in misses])])
            for q in asked:
                gold = [{place[n] for n in group if n in place} for group in q["clauses"]]
                vector = embedder.encode([text_of(q)])[0].pooled
                dense = passages @ vector
                near = bank_vectors @ vector
                miss = float((miss_vectors @ vector).max())
                order_q = np.argsort(-near)[:24]
                best: dict[int, tuple[float, str, int]] = {}
                for index in order_q:
                    clause = bank[index][1]
                    if clause not in best:
                        best[clause] = (float(near[index]), bank[index][0]["verdict"], 1)
                    else:
                        best[clause] = (best[clause][0], best[clause][1], best[clause][2] + 1)
                for name in ("bank", "bare"):
                    with_bank = name == "bank"
                    score = {
                        i: float(dense[i])
                        + (BANK_WEIGHT * (best[i][0] + 0.02 * (min(best[i][2], 3) - 1)) if with_bank and i in best else 0.0)
                        for i in range(len(texts))
                    }
                    chosen = sorted(score, key=lambda i: -score[i])[:RERANKED]
                    judged = reranker.judge(text_of(q), [texts[i] for i in chosen])
                    evidences = [
                        Evidence(
                            float(dense[i]),
                            best[i][0] + 0.02 * (min(best[i][2], 3) - 1) if with_bank and i in best else 0.0,
                            0.0,
                            judgement.relevance,
                            miss if with_bank else 0.0,
                        )
                        for i, judgement in zip(chosen, judged, strict=True)
                    ]
                    found[name].append(
                        SimpleNamespace(
                            text=text_of(q), verdict=q["verdict"], gold=gold, chosen=chosen, evidences=evidences, judged=judged, clauses=clauses,
                            miss=miss if with_bank else 0.0, votes={i: best[i][1] for i in best} if with_bank else {}, policy=policy["policy_id"],
                        )
                    )  # fmt: skip
    return found


def corpus_cases(embedder: OnnxEmbedder, reranker: OnnxReranker, root: Path = Path("corpus")) -> list[Any]:
    """Cases over the corpus whose question banks the models never saw: half of each bank is asked, the other half serves.

    All policies are searched together, as in use. The seed's bank only serves: the models were trained on it.
    """
    corpus = load_corpus(root)
    pieces = [(policy, passage) for policy in corpus.policies for passage in passages(policy)]
    texts = [passage.embedded for _, passage in pieces]
    vectors = np.stack([item.pooled for item in embedder.encode(texts)])
    clauses = [policy.clause(passage.clause) for policy, passage in pieces]
    place: dict[tuple[str, str], list[int]] = {}
    for index, (policy, passage) in enumerate(pieces):
        place.setdefault((policy.id, passage.clause), []).append(index)
    rng = random.Random(11)
    served: list[tuple[str, list[int], str]] = []
    misses: list[str] = []
    asked: list[tuple[str, list[set[int]], str]] = []
    for bank in corpus.banks:
        for question in bank.questions:
            groups = [set(place.get((bank.policy_id, number), [])) for number in (question.clause, *question.also)]
            groups = [group for group in groups if group]
            if not groups:
                continue
            if bank.policy_id == "social-media" or rng.random() < 0.6:
                where = [i for i in groups[0] if question.sentence in pieces[i][1].span.of(pieces[i][0].text)] if question.sentence else []
                served.append((question.text, where or sorted(groups[0]), question.verdict))
            else:
                asked.append((question.text, groups, question.verdict))
        for miss in bank.near_misses:
            if bank.policy_id == "social-media" or rng.random() < 0.5:
                misses.append(miss.text)
            else:
                asked.append((miss.text, [], "not_covered"))
    asked = rng.sample(asked, min(len(asked), 900))
    bank_vectors = np.stack([item.pooled for item in embedder.encode([text for text, _, _ in served])])
    miss_vectors = np.stack([item.pooled for item in embedder.encode(misses)])
    found = []
    for text, gold, verdict in asked:
        vector = embedder.encode([text])[0].pooled
        dense, near, miss = vectors @ vector, bank_vectors @ vector, float((miss_vectors @ vector).max())
        best: dict[int, list[tuple[float, str]]] = {}
        for index in np.argsort(-near)[:24]:
            for where in served[index][1]:
                best.setdefault(where, []).append((float(near[index]), served[index][2]))
        bank_of = {i: rows[0][0] + 0.02 * (min(len(rows), 3) - 1) for i, rows in best.items()}
        proposed = {int(i) for i in np.argsort(-dense)[:24]} | set(best)
        score = {i: float(dense[i]) + BANK_WEIGHT * bank_of.get(i, 0.0) for i in proposed}
        chosen = sorted(score, key=lambda i: -score[i])[:RERANKED]
        judged = reranker.judge(text, [texts[i] for i in chosen])
        evidences = [Evidence(float(dense[i]), bank_of.get(i, 0.0), 0.0, j.relevance, miss) for i, j in zip(chosen, judged, strict=True)]
        votes = {i: rows[0][1] for i, rows in best.items()}
        found.append(
            SimpleNamespace(
                text=text, verdict=verdict, gold=gold, chosen=chosen, evidences=evidences, judged=judged, clauses=clauses, miss=miss, votes=votes, policy=""
            )
        )  # fmt: skip
    return found


def hits_of(case: Any, scores: list[float]) -> list[Any]:
    """Stand-ins for Hit with what the features read, best first."""
    hits = [
        SimpleNamespace(
            score=score,
            evidence=evidence,
            clause=case.clauses[index],
            verdicts=judged.verdict,
            bank_verdict=case.votes.get(index, ""),
            index=index,
        )
        for index, evidence, judged, score in zip(case.chosen, case.evidences, case.judged, scores, strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def main() -> None:
    embedder, reranker = OnnxEmbedder(), OnnxReranker()
    found = cases(embedder, reranker)
    found["bank"] = corpus_cases(embedder, reranker)
    fusion: dict[str, Any] = {}
    decision: dict[str, Any] = {"coverage": {}, "verdict": {}, "answer_at": {}, "cite_at": {}, "cite_ratio": {}}
    for name, items in found.items():
        x, y = [], []
        for case in items:
            right = set().union(*case.gold) if case.gold else set()
            for index, row in zip(case.chosen, features(case.evidences), strict=True):
                x.append(row)
                y.append(index in right)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y)
        fusion[name] = {"weights": [round(float(w), 4) for w in model.coef_[0]], "bias": round(float(model.intercept_[0]), 4)}
    (WEIGHTS / "fusion.json").write_text(json.dumps(fusion, indent=1) + "\n")
    fitted = Fusion.load()
    for name, items in found.items():
        cx, cy, vx, vy = [], [], [], []
        ranked = [(case, hits_of(case, fitted.scores(case.evidences, name))) for case in items]
        first = third = asked = 0
        for case, hits in ranked:
            retrieved = SimpleNamespace(hits=hits, near_miss=case.miss)
            cx.append(coverage_features(Question("", case.text, ""), retrieved))  # type: ignore[arg-type]
            cy.append(bool(case.gold))
            if case.gold:
                right = set().union(*case.gold)
                asked += 1
                first += hits[0].index in right
                third += any(hit.index in right for hit in hits[:3])
                if case.verdict in CLASSES:
                    hit = next((hit for hit in hits if hit.index in right), hits[0])
                    vx.append(verdict_features(hit))
                    vy.append(CLASSES.index(case.verdict))
        coverage = LogisticRegression(C=1.0, max_iter=3000).fit(cx, cy)
        verdict = LogisticRegression(C=0.5, max_iter=3000).fit(vx, vy)
        decision["coverage"][name] = {"weights": coverage.coef_.round(4).tolist(), "bias": coverage.intercept_.round(4).tolist()}
        decision["verdict"][name] = {"weights": verdict.coef_.round(4).tolist(), "bias": verdict.intercept_.round(4).tolist()}
        chances = coverage.predict_proba(cx)[:, 1]
        bars = [(sum((c >= bar) != want for c, want in zip(chances, cy, strict=True)), bar) for bar in np.arange(0.3, 0.95, 0.02)]
        balanced = min(
            bars, key=lambda row: abs(np.mean([c < row[1] for c, w in zip(chances, cy, strict=True) if w]) - np.mean([c >= row[1] for c, w in zip(chances, cy, strict=True) if not w]))
        )  # fmt: skip
        decision["answer_at"][name] = round(float(balanced[1]) - 0.1, 3)
        best = (0.0, 0.5, 0.5)
        for at in (0.25, 0.35, 0.45, 0.55, 0.65):
            for ratio in (0.4, 0.55, 0.7, 0.85, 0.95):
                recall, precision = [], []
                for case, hits in ranked:
                    if not case.gold:
                        continue
                    cited = [hits[0].index, *[hit.index for hit in hits[1:4] if hit.score >= max(at, ratio * hits[0].score)]]
                    right = set().union(*case.gold)
                    recall.append(all(group & set(cited) for group in case.gold))
                    precision.append(np.mean([index in right for index in cited]))
                value = float(np.mean(recall) + np.mean(precision))
                if value > best[0]:
                    best = (value, at, ratio)
        decision["cite_at"][name], decision["cite_ratio"][name] = best[1], best[2]
        refused = np.mean([c < decision["answer_at"][name] for c, w in zip(chances, cy, strict=True) if w])
        answered = np.mean([c >= decision["answer_at"][name] for c, w in zip(chances, cy, strict=True) if not w])
        print(
            f"{name}: n {asked} first {first / asked:.3f} in three {third / asked:.3f} verdict (resubstitution) {verdict.score(vx, vy):.3f} "
            f"recall+precision {best} refused {refused:.3f} answered {answered:.3f} at {decision['answer_at'][name]}"
        )
    (WEIGHTS / "decision.json").write_text(json.dumps(decision) + "\n")
    fit_router(embedder)
    fit_following()


def fit_following() -> None:
    """Follow-ups against complete questions, held out by policy for the figures, then fitted on all."""
    from sklearn.model_selection import GroupKFold, cross_val_predict

    messages = [
        (q["question"], q["kind"] == "follow", policy["policy_id"])
        for policy in rows()
        for q in policy["questions"]
        if q["verdict"] not in ASIDE
    ]
    x = [form(text) for text, _, _ in messages]
    y = np.asarray([follows for _, follows, _ in messages])
    model = LogisticRegression(C=1.0, class_weight={True: 4, False: 1}, max_iter=3000)
    chances = cross_val_predict(model, x, y, groups=[name for _, _, name in messages], cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(x, y)
    fitted = {"weights": model.coef_[0].round(4).tolist(), "bias": round(float(model.intercept_[0]), 4)}
    (WEIGHTS / "following.json").write_text(json.dumps(fitted) + "\n")
    for at in (0.25, 0.6):
        print(f"follow-ups at {at}: carried {np.mean(chances[y] >= at):.3f}, complete questions carried {np.mean(chances[~y] >= at):.3f}")


def fit_router(embedder: OnnxEmbedder) -> None:
    """A multinomial regression over question embeddings; thresholds where ordinary questions are rarely caught."""
    texts, labels = [], []
    for policy in rows():
        for q in policy["questions"]:
            verdict, text = q["verdict"], text_of(q)
            if verdict == "signposted":
                label = (
                    "hacked" if re.search(r"hack|phish|cloned|stolen|logged in|log ?in", text, re.I)
                    else "child_risk" if re.search(r"child|kid|pupil|student|girl|boy|lad|year \d|yr|swimmer|young", text, re.I)
                    else "threat" if re.search(r"threat|knife|address|kill", text, re.I)
                    else "self_harm" if re.search(r"end it|point any|kill myself|suicid|harm", text, re.I)
                    else "harassment"
                )  # fmt: skip
            else:
                label = {"chat": "chat", "clarify": "clarify"}.get(verdict, "policy")
            texts.append(text)
            labels.append(ROUTES.index(label))
    if (DATA / "routing.jsonl").exists():
        for line in (DATA / "routing.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts.extend([row["question"]] * 2)
            labels.extend([ROUTES.index(row["route"])] * 2)
    x = np.stack([item.pooled for item in embedder.encode(texts)])
    y = np.asarray(labels)
    seen = sorted(set(labels))
    model = LogisticRegression(C=30.0, max_iter=3000).fit(x, y)
    weights, bias = np.zeros((len(ROUTES), x.shape[1])), np.full(len(ROUTES), -30.0)
    for row, label in enumerate(seen):
        weights[label], bias[label] = model.coef_[row], model.intercept_[row]
    thresholds = {
        "child_risk": 0.5,
        "self_harm": 0.5,
        "harassment": 0.6,
        "threat": 0.5,
        "hacked": 0.6,
        "chat": 0.6,
        "clarify": 0.7,
        "refuse": 0.8,
    }
    (WEIGHTS / "router.json").write_text(
        json.dumps({"weights": weights.round(4).tolist(), "bias": bias.round(4).tolist(), "thresholds": thresholds}) + "\n"
    )
    print("router", round(float(model.score(x, y)), 4), "rows", len(y))


if __name__ == "__main__":
    main()
