"""Trained torch models to ONNX int8 with a card: what the product loads."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import torch


def quantize(source: Path, target: Path) -> None:
    """Dynamic per-channel int8 of every matrix product and of the word embeddings."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
    )


def export(model: torch.nn.Module, outputs: list[str], tokenizer: Any, folder: Path, card: dict[str, Any], int8: bool = True) -> Path:
    """Write model.onnx, tokenizer.json and card.json into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    sample = tokenizer(["a question"], ["a passage"], return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {name: {0: "batch"} for name in outputs}
    if outputs == ["last_hidden_state"]:
        axes["last_hidden_state"] = {0: "batch", 1: "tokens"}
    full = folder / "full.onnx"
    torch.onnx.export(
        model,
        tuple(sample[name] for name in names),
        str(full),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    target = folder / "model.onnx"
    if int8:
        quantize(full, target)
        full.unlink()
    else:
        full.replace(target)
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    card = {**card, "sha256": hashlib.sha256(target.read_bytes()).hexdigest()}
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    for stray in folder.glob("*.data"):
        stray.unlink() if stray.is_file() else shutil.rmtree(stray)
    return target
