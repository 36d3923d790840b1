"""Trained torch models to ONNX with int8 weights and a card: what the product loads; and back again.

Only the weights are int8: a row of the word table, and a column of each matrix, has its own scale. The product computes in float32
(onnxruntime makes the floats once, as it loads), so a text gets the same vector whatever else is in its batch. Computing in int8 as
well took half the time, but moved relevance by 0.24 on average and by 0.17 with the batch (docs/adr/0009).
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assistant.models.nibbles import from_nibbles
from assistant.models.onnx import OnnxModel, read_all, sha256_of

INT8, SCALE = ".int8", ".scale"


def to_int8_weights(source: Path, target: Path, stored: Callable[[str], bool] = lambda parameter: True) -> None:
    """Store matrices and tables (those that `stored` says) as int8 with their scales, to be multiplied out on loading."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    floats = {item.name: item for item in graph.initializer}
    before = []
    for node in graph.node:
        place = {"MatMul": 1, "Gemm": 1, "Gather": 0}.get(node.op_type)
        if place is None or node.input[place] not in floats or len(floats[node.input[place]].dims) != 2:
            continue
        old = node.input[place]
        name = parameter_of(node.name, old, node.op_type)
        if not stored(name):
            continue
        values = numpy_helper.to_array(floats[old])
        by_row = node.op_type == "Gather" or any(item.name == "transB" and item.i for item in node.attribute)
        scale = (np.maximum(np.abs(values).max(1 if by_row else 0, keepdims=True), 1e-12) / 127).astype(np.float32)
        graph.initializer.remove(floats.pop(old))
        graph.initializer.extend(
            [numpy_helper.from_array(np.rint(values / scale).astype(np.int8), name + INT8), numpy_helper.from_array(scale, name + SCALE)]
        )
        before.append(helper.make_node("Cast", [name + INT8], [name + ".cast"], to=TensorProto.FLOAT))
        before.append(helper.make_node("Mul", [name + ".cast", name + SCALE], [name + ".float"]))
        node.input[place] = name + ".float"
    for place, node in enumerate(before):
        graph.node.insert(place, node)
    onnx.save(model, str(target))


def parameter_of(node: str, initializer: str, kind: str) -> str:
    """Name of the torch parameter, with ".T" where the graph holds it transposed: "bert.encoder.layer.0.output.dense.weight.T"."""
    if kind != "MatMul":
        return initializer
    return node.strip("/").rpartition("/")[0].replace("/", ".") + ".weight.T"


def restored(model: Path) -> dict[str, torch.Tensor]:
    """State of the torch module that was exported to `model` (an .onnx file), by parameter name: training can go on from it where no
    checkpoint is left. What rounding took does not come back."""
    import onnx
    from onnx.external_data_helper import load_external_data_for_tensor, uses_external_data
    from onnx.numpy_helper import to_array

    graph = onnx.load(str(model), load_external_data=False).graph
    summed = OnnxModel(model).summed()
    arrays = {}
    for item in graph.initializer:
        if item.name not in summed:
            if uses_external_data(item):
                load_external_data_for_tensor(item, str(model.parent))
            arrays[item.name] = to_array(item)
    state: dict[str, torch.Tensor] = {}
    for node in graph.node:
        parameter = parameter_of(node.name, "", "MatMul").removesuffix(".T")
        if node.op_type == "MatMulNBits":
            state[parameter] = torch.tensor(from_nibbles(arrays[node.input[1]], arrays[node.input[2]]))
        elif node.op_type == "MatMul" and node.input[1] in summed:
            state[parameter] = torch.tensor(summed[node.input[1]].T.copy())
    for name, array in arrays.items():
        if name.endswith(INT8):
            parameter = name.removesuffix(INT8)
            values = array.astype(np.float32) * arrays[parameter + SCALE]
            state[parameter.removesuffix(".T")] = torch.tensor(values.T.copy() if parameter.endswith(".T") else values)
        elif name.endswith((".weight", ".bias")):
            state[name] = torch.tensor(array)
    return state


def export(model: torch.nn.Module, outputs: list[str], tokenizer: Any, folder: Path, card: dict[str, Any]) -> Path:
    """Write model.onnx, its card model.json and tokenizer.json into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = tokenizer(["a question"], ["a passage"], return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    by_token = ["last_hidden_state"] if outputs == ["last_hidden_state"] else []
    full, target = folder / "full.onnx", folder / "model.onnx"
    write_graph(model, {name: sample[name] for name in names}, outputs, by_token, full)
    to_int8_weights(full, target)
    full.unlink()
    write_beside(tokenizer, target, card)
    for stray in folder.glob("*.data"):
        stray.unlink() if stray.is_file() else shutil.rmtree(stray)
    return target


def write_graph(model: torch.nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], by_token: list[str], target: Path) -> None:
    """The model's graph in floats; outputs named in `by_token` have a row a token."""
    axes = {name: {0: "batch", 1: "tokens"} for name in (*inputs, *by_token)} | {
        name: {0: "batch"} for name in outputs if name not in by_token
    }
    torch.onnx.export(
        model.eval(),
        tuple(inputs.values()),
        str(target),
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def write_beside(tokenizer: Any, model: Path, card: dict[str, Any], beside: Sequence[Path] = ()) -> None:
    """The tokenizer and the card that go with `model`, whose weights are in the files `beside` too."""
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(model.parent / "tokenizer.json"))
    whole = card | ({"beside": [path.name for path in beside]} if beside else {}) | {"sha256": sha256_of(read_all([model, *beside]))}
    model.with_suffix(".json").write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
