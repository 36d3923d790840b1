# ruff: noqa
# The experiment that made the shipped weights, as it was run; to be reworked into one command with a data card.
import torch, random, time, sys, os, math
import torch.nn as nn, torch.nn.functional as F
from transformers import AutoModel, AutoTokenizer
from assistant.training.experiment.data import *
from assistant.training.experiment import bi

tok = bi.tok


class CE(nn.Module):
    def __init__(s, path):
        super().__init__()
        s.bert = AutoModel.from_pretrained(path)
        d = s.bert.config.hidden_size
        s.drop = nn.Dropout(0.1)
        s.rel = nn.Linear(d, 1)
        s.ver = nn.Linear(d, len(VERDICTS))

    def forward(s, pairs, maxlen=176):
        b = tok(
            [p[0] for p in pairs], [p[1] for p in pairs], padding=True, truncation="only_second", max_length=maxlen, return_tensors="pt"
        )
        with torch.autocast("cpu", torch.bfloat16):
            h = s.bert(**b).last_hidden_state.float()
        m = b["attention_mask"].unsqueeze(-1).float()
        c = (h * m).sum(1) / m.sum(1)
        c = s.drop(c)
        return s.rel(c).squeeze(-1), s.ver(c)


def candidates(bimodel, groups, k=12):
    bimodel.eval()
    with torch.no_grad():
        for g in groups:
            pp, pt, pm = bi.enc(bimodel, g.passages, 128)
            qs = g.questions
            for i in range(0, len(qs), 32):
                b = qs[i : i + 32]
                qp, qt, qm = bi.enc(bimodel, [q.text for q in b], 64)
                s = qp @ pp.T + bi.maxsim(qt, qm, pt, pm)
                for q, row in zip(b, s):
                    o = row.argsort(descending=True)[:k].tolist()
                    q.cand = o
                    q.cs = [float(row[j]) for j in o]


SKIP = ("signposted", "clarify", "chat")


def evaluate(ce, groups, k=12, wts=(0, 4, 8, 16)):
    ce.eval()
    H = {w: [] for w in wts}
    H3 = {w: [] for w in wts}
    ver = []
    top = []
    lab = []
    fp = 0
    nfp = 0
    with torch.no_grad():
        for g in groups:
            qs = [q for q in g.questions if q.verdict not in SKIP]
            for i in range(0, len(qs), 6):
                b = qs[i : i + 6]
                pairs = [(q.text, g.passages[j]) for q in b for j in q.cand[:k]]
                r, v = ce(pairs)
                o = 0
                for q in b:
                    n = len(q.cand[:k])
                    rr = r[o : o + n]
                    vv = v[o : o + n]
                    o += n
                    cs = torch.tensor(q.cs[:k])
                    top.append(float(rr.max()))
                    lab.append(bool(q.gold))
                    if not q.gold:
                        continue
                    gold = {x for gr in q.gold for x in gr}
                    for w in wts:
                        s = rr + w * cs
                        od = [q.cand[t] for t in s.argsort(descending=True).tolist()]
                        H[w].append(od[0] in gold)
                        H3[w].append(any(x in gold for x in od[:3]))
                    best = int((rr + wts[1] * cs).argmax())
                    pv = VERDICTS[int(vv[best].argmax())]
                    ver.append(pv == q.verdict)
                    if q.verdict != "permitted":
                        nfp += 1
                        fp += pv == "permitted"
    ce.train()
    from sklearn.metrics import roc_auc_score

    f = lambda x: round(100 * sum(x) / len(x), 1)
    return {
        "h1": {w: f(H[w]) for w in wts},
        "h3": {w: f(H3[w]) for w in wts},
        "ver": f(ver),
        "falseperm": round(100 * fp / nfp, 1),
        "auc": round(roc_auc_score(lab, top), 3),
    }


def main(init, out, train, val, epochs, bs=8, nc=8, lr=7e-5, seed=1, extra=None):
    random.seed(seed)
    torch.manual_seed(seed)
    bm = AutoModel.from_pretrained(init)
    t0 = time.time()
    candidates(bm, train + val + (extra or []))
    print("cands", time.time() - t0, flush=True)
    ce = CE(init)
    opt = torch.optim.AdamW(ce.parameters(), lr=lr, weight_decay=0.01)
    allq = [(g, q) for g in train for q in g.questions if q.verdict not in SKIP]
    total = epochs * (len(allq) // bs)
    sch = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1, (s + 1) / (0.06 * total)) * max(0.02, 1 - s / total))
    step = 0
    run = 0
    runv = 0
    t0 = time.time()
    for e in range(epochs):
        random.shuffle(allq)
        for i in range(0, len(allq) - bs + 1, bs):
            b = allq[i : i + bs]
            pairs = []
            meta = []
            for g, q in b:
                gold = [x for gr in q.gold for x in gr][:3]
                neg = [x for x in q.hard if x not in gold][:2]
                pool = [x for x in q.cand if x not in gold and x not in neg]
                random.shuffle(pool)
                pool = sorted(pool[:8], key=lambda x: q.cand.index(x))
                neg += pool[: max(0, nc - len(gold) - len(neg))]
                c = gold + neg
                meta.append((len(pairs), len(gold), len(c), q, g))
                pairs += [(q.text, g.passages[j]) for j in c]
            r, v = ce(pairs)
            L = 0
            LV = 0
            nv = 0
            for o, ng, n, q, g in meta:
                s = r[o : o + n]
                z = torch.zeros(1)
                if ng == 0:
                    L = L + torch.logsumexp(torch.cat([z, s]), 0)  # null is right
                else:
                    golds = [x for gr in q.gold for x in gr][:3]
                    gi = {x: k for k, x in enumerate(golds)}
                    ln = torch.logsumexp(torch.cat([z, s[ng:]]), 0) if n > ng else z[0]
                    l = 0
                    m = 0
                    for gr in q.gold:
                        t = [s[gi[x]] for x in gr if x in gi]
                        if t:
                            l = l + F.softplus(ln - (torch.logsumexp(torch.stack(t), 0) if len(t) > 1 else t[0]))
                            m += 1
                    L = L + l / max(m, 1)
                    if q.verdict in VERDICTS:
                        LV = LV + F.cross_entropy(v[o : o + 1], torch.tensor([VERDICTS.index(q.verdict)]), label_smoothing=0.05)
                        nv += 1
            L = L / len(meta)
            T = L + (0.6 * LV / nv if nv else 0)
            T.backward()
            torch.nn.utils.clip_grad_norm_(ce.parameters(), 1.0)
            opt.step()
            opt.zero_grad()
            sch.step()
            step += 1
            run = 0.98 * run + 0.02 * float(L.detach())
            runv = 0.98 * runv + 0.02 * float(LV.detach() if torch.is_tensor(LV) else 0) / max(nv, 1)
            if step % 100 == 0:
                print(step, total, round(run, 3), round(runv, 3), round(time.time() - t0), flush=True)
        print("epoch", e, evaluate(ce, val), round(time.time() - t0), flush=True)
        if extra:
            print("  seed", evaluate(ce, extra), flush=True)
        os.makedirs(out, exist_ok=True)
        torch.save(ce.state_dict(), out + "/ce.pt")
        ce.bert.config.save_pretrained(out)


if __name__ == "__main__":
    P = load_policies("assistant/training/data/policies.jsonl")
    val = [g for g in P if g.id in VAL]
    tr = [g for g in P if g.id not in VAL]
    main(sys.argv[1], sys.argv[2], tr, val, int(sys.argv[3]))
