"""Matrices in 4 bits come back as near as 4 bits can be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.nibbles import BLOCK, Matrix, Part, from_nibbles, to_nibbles


@given(st.integers(1, 5), st.integers(1, 3), st.floats(1e-6, 1e3), st.integers(0, 2**32 - 1))
def test_rounding_is_at_most_half_a_step(out: int, blocks: int, size: float, seed: int) -> None:
    weights = (np.random.default_rng(seed).standard_normal((out, blocks * BLOCK)) * size).astype(np.float32)
    packed, scales = to_nibbles(weights)
    assert packed.shape == (out, blocks, BLOCK // 2)
    error = np.abs(from_nibbles(packed, scales) - weights).reshape(out, blocks, BLOCK)
    assert (error <= 0.5001 * scales[..., None]).all()


@given(st.integers(0, 2**32 - 1))
def test_what_is_rounded_once_stays(seed: int) -> None:
    weights = from_nibbles(*to_nibbles(np.random.default_rng(seed).standard_normal((3, 2 * BLOCK)).astype(np.float32)))
    assert np.allclose(from_nibbles(*to_nibbles(weights)), weights, rtol=1e-5)


def test_a_matrix_is_the_sum_of_its_parts_turned() -> None:
    whole = np.random.default_rng(1).standard_normal((4, BLOCK)).astype(np.float32)
    first = from_nibbles(*to_nibbles(whole))
    files = {name: b"".join(part.tobytes() for part in to_nibbles(weights)) for name, weights in (("a", whole), ("b", whole - first))}
    scales = 4 * BLOCK // 2
    one = Matrix(4, 1, [Part("a", 0, scales)]).read(files)
    both = Matrix(4, 1, [Part("a", 0, scales), Part("b", 0, scales)]).read(files)
    assert one.shape == (BLOCK, 4)
    assert np.abs(both.T - whole).max() < np.abs(one.T - whole).max() / 4
