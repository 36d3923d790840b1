# ruff: noqa
# The experiment that made the shipped weights, as it was run; to be reworked into one command with a data card.
import json, re, random
from dataclasses import dataclass, field
from pathlib import Path

VERDICTS = ["prohibited", "permitted", "conditional", "required", "recommended", "fact"]


@dataclass
class Q:
    text: str
    gold: list
    hard: list
    verdict: str
    kind: str


@dataclass
class Group:
    id: str
    passages: list
    questions: list
    weight: float = 1.0


def passage(head, lead, text):
    head = " > ".join(h for h in head if h)
    s = ""
    if head:
        s += head + ": "
    if lead:
        s += lead.strip() + " "
    return s + text.strip()


def load_policies(path):
    out = []
    for l in open(path):
        p = json.loads(l)
        idx = {c["number"]: i for i, c in enumerate(p["clauses"])}
        ps = [passage(c["headings"], c.get("lead_in") or "", c["text"]) for c in p["clauses"]]
        qs = []
        for q in p["questions"]:
            t = q.get("standalone_question") or q["question"]
            gold = [[idx[n] for n in g if n in idx] for g in (q.get("clauses") or [])]
            gold = [g for g in gold if g]
            qs.append(Q(t, gold, [idx[n] for n in q.get("hard_negatives") or [] if n in idx], q["verdict"], q["kind"]))
        out.append(Group(p["policy_id"], ps, qs))
    return out


def load_public(d="../shared/data"):
    from collections import defaultdict

    out = []
    docs = defaultdict(list)
    for l in open(f"{d}/conditionalqa_train.jsonl"):
        r = json.loads(l)
        docs[r["doc"]].append(r)
    for k, rs in docs.items():
        ps = []
        ix = {}
        for r in rs:
            for e in r["evidence"]:
                e = re.sub(r"\s+", " ", e).strip()
                if e and e not in ix:
                    ix[e] = len(ps)
                    ps.append((k.replace("-", " ") + ": " + e)[:500])
        if len(ps) < 6:
            continue
        qs = []
        for r in rs:
            g = [[ix[re.sub(r"\s+", " ", e).strip()]] for e in r["evidence"] if re.sub(r"\s+", " ", e).strip() in ix]
            if not g or len(g) > 5:
                continue
            qs.append(Q((r["scenario"] + " " + r["question"])[-400:], g, [], "none", "pub"))
        if qs:
            out.append(Group("cqa:" + k, ps, qs, 0.5))
    docs = {}
    for l in open(f"{d}/doc2dial_val_docs.jsonl"):
        r = json.loads(l)
        docs[r["doc"]] = r
    qd = defaultdict(list)
    for l in open(f"{d}/doc2dial_val_questions.jsonl"):
        r = json.loads(l)
        if not r["history"] or len(r["question"].split()) >= 8:
            qd[r["doc"]].append(r)
    for k, rs in qd.items():
        ps = []
        m = {}
        cur = ""
        ids = []
        title = k.split("#")[0]
        for i, s in docs[k]["spans"].items():
            cur += s
            ids.append(i)
            if "\n" in s or len(cur.split()) > 45:
                if cur.strip():
                    for j in ids:
                        m[j] = len(ps)
                    ps.append((title + ": " + re.sub(r"\s+", " ", cur).strip())[:500])
                    cur = ""
                    ids = []
        if cur.strip():
            for j in ids:
                m[j] = len(ps)
            ps.append((title + ": " + re.sub(r"\s+", " ", cur).strip())[:500])
        qs = []
        for r in rs:
            g = [[x] for x in sorted({m[j] for j in r["gold_spans"] if j in m})]
            if g and len(g) <= 3:
                qs.append(Q(r["question"], g, [], "none", "pub"))
        if qs and len(ps) >= 6:
            out.append(Group("d2d:" + k, ps, qs, 0.5))
    pd = defaultdict(list)
    for l in open(f"{d}/policyqa_dev.jsonl"):
        r = json.loads(l)
        pd[r["doc"]].append(r)
    for k, rs in pd.items():
        ps = [r["passage"][:600] for r in rs]
        qs = []
        for i, r in enumerate(rs):
            seen = set()
            for q in r["questions"]:
                if q["question"] not in seen:
                    qs.append(Q(q["question"], [[i]], [], "none", "pub"))
                    seen.add(q["question"])
        random.Random(0).shuffle(qs)
        qs = qs[:30]
        if len(ps) >= 6:
            out.append(Group("pqa:" + k, ps, qs, 0.3))
    return out


VAL = [
    "kingsmere-boarding-social-media",
    "willowbank-special-ict-use",
    "calder-sinfonia-respect",
    "northmoor-police-staff-comment",
    "email-acceptable-use-logistics",
    "hollowbrook-grievance",
    "calderwell-trust-phones",
]
