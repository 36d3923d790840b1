"""The shipped int8 model as float weights again, so that training can go on from it where no checkpoint is left.

A weight is (q - zero point) * scale, as ONNX defines DequantizeLinear; what rounding took does not come back.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import torch


def restored(model: Path) -> dict[str, torch.Tensor]:
    """State of the torch module that `export` wrote to `model` (an .onnx file), by parameter name."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(str(model)).graph
    arrays = {item.name: to_array(item) for item in graph.initializer}
    state = {name: torch.tensor(array) for name, array in arrays.items() if re.fullmatch(r"[\w.]+\.(weight|bias)", name)}
    for name in arrays:
        if name.endswith(".weight_quantized"):
            state[name.removesuffix("_quantized")] = torch.tensor(_floats(arrays, name.removesuffix("_quantized")))
    for node in graph.node:
        for name in node.input:
            base = name.removesuffix("_quantized")
            if name in arrays and base != name and not base.endswith(".weight"):
                # a matrix product knows its module by its own name, "/bert/encoder/layer.0/attention/self/query/MatMul_quant"
                owner = base.removesuffix("_Transposed") if base.endswith("_Transposed") else f"{_module(node.name)}.weight"
                state[owner] = torch.tensor(_floats(arrays, base).T.copy())
    return state


def _floats(arrays: dict[str, Any], base: str) -> Any:
    quantized = arrays[f"{base}_quantized"].astype(np.float32)
    return ((quantized - arrays[f"{base}_zero_point"].astype(np.float32)) * arrays[f"{base}_scale"]).astype(np.float32)


def _module(node: str) -> str:
    return node.strip("/").rpartition("/")[0].replace("/", ".")
