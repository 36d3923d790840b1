"""The two models over MPNet's layers to ONNX, in one folder: late.onnx, reranker.onnx, and the word table that both read.

Each file stays under 30 MB. The late-interaction model's matrices are in 4 bits. The deep reranker was trained on from them, and moved them by a
hundredth of themselves, which 4 bits would round away: it takes the late-interaction model's matrices from late.onnx, and adds what training
moved, in 4 bits of its own (docs/adr/0014). All products are float32: a text gets the same numbers whatever else is in its batch.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper

from assistant.models.nibbles import BLOCK, Matrix, Part, from_nibbles, to_nibbles
from assistant.training.export import parameter_of, to_int8_weights, write_beside, write_graph

LATE, RERANKER, TABLE, MOVES = "late.onnx", "reranker.onnx", "table.bin", "moves.bin"
WORD_TABLE = "body.embeddings.word_embeddings.weight.int8"
"""Name of the word table in both graphs."""


def export_late(model: torch.nn.Module, tokenizer: Any, folder: Path, card: dict[str, Any]) -> None:
    """Write late.onnx, its word table, its card and tokenizer.json into `folder`."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    folder.mkdir(parents=True, exist_ok=True)
    sample = tokenizer(["a question"], return_tensors="pt")
    full, target = folder / "full.onnx", folder / LATE
    write_graph(model, {name: sample[name] for name in ("input_ids", "attention_mask")}, ["tokens"], ["tokens"], full)
    quantizer = MatMulNBitsQuantizer(str(full), bits=4, block_size=BLOCK, is_symmetric=True, accuracy_level=1)  # 1: computes in float32
    quantizer.process()
    onnx.save(quantizer.model.model, str(full))
    to_int8_weights(full, target)
    full.unlink()
    (folder / TABLE).unlink(missing_ok=True)
    onnx.save_model(onnx.load(str(target)), str(target), save_as_external_data=True, location=TABLE, size_threshold=20_000_000)
    write_beside(tokenizer, target, card, [folder / TABLE])


def export_deep(model: torch.nn.Module, tokenizer: Any, folder: Path, card: dict[str, Any]) -> None:
    """Write reranker.onnx, its moves and its card into `folder`, where late.onnx and its table lie, from whose weights the model was
    trained. Raises ValueError where its words are not those of the table."""
    sample = tokenizer(["a question"], ["a passage"], return_tensors="pt")
    full, target, late, table, moves = (folder / name for name in ("full.onnx", RERANKER, LATE, TABLE, MOVES))
    write_graph(model, {name: sample[name] for name in ("input_ids", "attention_mask")}, ["relevance", "verdict"], [], full)
    base = _matrices(late)
    to_int8_weights(full, target, lambda name: name not in base)
    full.unlink()
    model_of = onnx.load(str(target))
    matrices, moved = _taken_out(model_of.graph, base, late.read_bytes())
    for item in model_of.graph.initializer:
        if item.name == WORD_TABLE:
            if item.raw_data != table.read_bytes():
                raise ValueError(f"{table}: not the words of this model")
            _lies_in(item, table.name)
    onnx.save(model_of, str(target))
    moves.write_bytes(moved)
    write_beside(tokenizer, target, {**card, "matrices": matrices}, [late, table, moves])


def _matrices(late: Path) -> dict[str, tuple[Any, Any]]:
    """The late-interaction model's matrices, as bytes and scales, by the name of the parameter."""
    graph = onnx.load(str(late), load_external_data=False).graph
    held = {item.name: item for item in graph.initializer}
    return {
        parameter_of(node.name, "", "MatMul"): (held[node.input[1]], held[node.input[2]])
        for node in graph.node
        if node.op_type == "MatMulNBits"
    }


def _taken_out(graph: Any, base: dict[str, tuple[Any, Any]], held: bytes) -> tuple[dict[str, Any], bytes]:
    """Leave the matrices that the late-interaction model has too (`base`, in the bytes `held` of its file) out of `graph`; where each lies, by
    its name there, and the bytes of what training moved."""
    ours = {item.name: item for item in graph.initializer}
    found: dict[str, Any] = {}
    moves = b""
    for node in graph.node:
        name = parameter_of(node.name, "", "MatMul")
        if node.op_type != "MatMul" or name not in base:
            continue
        item = ours[node.input[1]]
        beneath = [numpy_helper.to_array(part) for part in base[name]]
        out, blocks, _ = beneath[0].shape
        parts = [Part(LATE, *(held.index(part.raw_data) for part in base[name]))]
        moved = numpy_helper.to_array(item).T - from_nibbles(beneath[0], beneath[1])
        if np.abs(moved).max() > 1e-6:
            packed, scales = to_nibbles(moved)
            parts.append(Part(MOVES, len(moves), len(moves) + packed.nbytes))
            moves += packed.tobytes() + scales.tobytes()
        found[item.name] = asdict(Matrix(out, blocks, parts))
        _lies_in(item, "matrices")
    return found, moves


def _lies_in(tensor: Any, file: str) -> None:
    """Say that a tensor's bytes lie elsewhere."""
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=file)
