"""Matrices in 4 bits: blocks of `BLOCK` weights of a row share a scale; two weights a byte, the low half first, 8 for nought. The layout is
that of onnxruntime's MatMulNBits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.models.protocols import Floats

BLOCK = 64
_PAIRS = (np.stack([np.arange(256) & 15, np.arange(256) >> 4], -1).astype(np.float32) - 8).view(np.uint64)[:, 0]
"""The two weights of each byte, side by side as one number: looked up six times as fast as two."""


def to_nibbles(weights: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """(out, block, BLOCK / 2) bytes and (out, block) scales of (out, in) weights; `in` is a multiple of BLOCK."""
    blocks = weights.reshape(len(weights), -1, BLOCK)
    scales = (np.maximum(np.abs(blocks).max(-1), 1e-12) / 7).astype(np.float32)
    steps = (np.rint(blocks / scales[..., None]) + 8).astype(np.uint8)
    return steps[..., 0::2] | (steps[..., 1::2] << 4), scales


def from_nibbles(packed: NDArray[np.uint8], scales: Floats) -> Floats:
    """(out, in) weights; the inverse of `to_nibbles`, up to rounding."""
    both = np.take(_PAIRS, packed).view(np.float32).reshape(*packed.shape[:2], BLOCK)
    both *= scales.reshape(*packed.shape[:2], 1)
    return both.reshape(len(packed), -1)


@dataclass(frozen=True)
class Part:
    """Where a matrix in 4 bits lies: in a file, its bytes and its scales."""

    file: str
    packed: int
    scales: int


@dataclass(frozen=True)
class Matrix:
    """An (out, in) matrix of `blocks` blocks a row, as the sum of parts that lie in files."""

    out: int
    blocks: int
    parts: Sequence[Part]

    def read(self, held: Mapping[str, bytes]) -> Floats:
        """The matrix as (in, out), from the bytes of the files. Raises ValueError where a file ends before it."""
        total = np.zeros((self.out, self.blocks * BLOCK), np.float32)
        for part in self.parts:
            shape = (self.out, self.blocks, BLOCK // 2)
            packed = np.frombuffer(held[part.file], np.uint8, int(np.prod(shape)), part.packed).reshape(shape)
            scales = np.frombuffer(held[part.file], np.float32, self.out * self.blocks, part.scales)
            total += from_nibbles(packed, scales.reshape(self.out, self.blocks))
        return np.ascontiguousarray(total.T)
