# ruff: noqa
# The experiment that made the shipped weights, as it was run; to be reworked into one command with a data card.
import sys, torch
from pathlib import Path
from transformers import AutoModel, AutoConfig
from assistant.training.experiment import bi
from assistant.training.experiment.ce import CE
from assistant.training.export import export

m = CE(sys.argv[3])
sd = torch.load(sys.argv[1], weights_only=True)
sd = sd.get("model", sd)
m.load_state_dict(sd)
m.bert.set_attn_implementation("eager")


class W(torch.nn.Module):
    def __init__(s, m):
        super().__init__()
        s.m = m

    def forward(s, input_ids, attention_mask, token_type_ids):
        h = s.m.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        k = attention_mask.unsqueeze(-1).to(h.dtype)
        c = (h * k).sum(1) / k.sum(1)
        return s.m.rel(c).squeeze(-1), s.m.ver(c)


t = export(
    W(m).eval(), ["relevance", "verdict"], bi.tok, Path(sys.argv[2]), {"name": "policy-minilm-reranker", "max_tokens": 192, "pairs": True}
)
print(t, t.stat().st_size / 1e6)
