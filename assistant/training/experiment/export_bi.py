# ruff: noqa
# The experiment that made the shipped weights, as it was run; to be reworked into one command with a data card.
import sys, torch
from pathlib import Path
from transformers import AutoModel
from assistant.training.experiment import bi
from assistant.training.export import export


class W(torch.nn.Module):
    def __init__(s, m):
        super().__init__()
        s.m = m

    def forward(s, input_ids, attention_mask, token_type_ids):
        return s.m(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


m = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager")
t = export(W(m), ["last_hidden_state"], bi.tok, Path(sys.argv[2]), {"name": "policy-minilm-embedder", "dim": 384, "max_tokens": 192})
print(t, t.stat().st_size / 1e6)
