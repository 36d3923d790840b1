"""Token vectors of every passage, for late interaction (MaxSim): int8 with a scale a token, memory-mapped.

MaxSim is ColBERT's score (Khattab and Zaharia, SIGIR 2020): the mean over question tokens of the best cosine with any
passage token. It orders candidates better than one vector a text, at the cost of a file (about 400 bytes a token).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.models.protocols import Floats


def maxsim(question: Floats, passage: Floats) -> float:
    """MaxSim of (token, dim) vectors of length one; in [-1, 1]."""
    return float((question @ passage.T).max(1).mean())


class TokenStore:
    """Token vectors by passage text. Rows are read from disk as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.load(folder / "offsets.npy")
        self._values = np.load(folder / "values.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy", mmap_mode="r")
        texts = (folder / "texts.txt").read_text(encoding="utf-8").split("\x1e")
        self._row = {text: row for row, text in enumerate(texts)}

    def __contains__(self, text: str) -> bool:
        return text in self._row

    def tokens(self, text: str) -> Floats:
        """(token, dim) vectors of a passage. Raises KeyError for a text that is not in the store."""
        row = self._row[text]
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        values = np.asarray(self._values[start:end], np.float32)
        found: Floats = values * np.asarray(self._scales[start:end], np.float32)[:, None]
        return found

    def maxsim(self, question: Floats, texts: Sequence[str]) -> list[float]:
        """MaxSim of a question's (token, dim) vectors with each passage, in order; in [-1, 1]."""
        return [maxsim(question, self.tokens(text)) for text in texts]


class TokenWriter:
    """Writes a store row by row, so that memory stays bounded."""

    def __init__(self, folder: Path, old: "TokenStore | None" = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._old = old
        self._texts: list[str] = []
        self._known: set[str] = set()
        self._offsets = [0]
        self._dim = 0
        self._values = (folder / "values.raw").open("wb")
        self._scales = (folder / "scales.raw").open("wb")

    def has_old(self, text: str) -> bool:
        """Can the row be copied from the earlier index?"""
        return self._old is not None and text in self._old

    def add(self, texts: Sequence[str], fresh: Mapping[str, Floats]) -> None:
        """Add rows; a text without fresh vectors is copied from the earlier index."""
        for text in texts:
            if text in self._known:
                continue
            vectors = fresh[text] if text in fresh or self._old is None else self._old.tokens(text)
            scale = np.maximum(np.abs(vectors).max(1), 1e-9) / 127
            self._values.write(np.rint(vectors / scale[:, None]).astype(np.int8).tobytes())
            self._scales.write(scale.astype(np.float32).tobytes())
            self._texts.append(text)
            self._known.add(text)
            self._dim = vectors.shape[1]
            self._offsets.append(self._offsets[-1] + len(vectors))

    def close(self) -> None:
        """Finish the store."""
        self._values.close()
        self._scales.close()
        total = self._offsets[-1]
        for name, kind, shape in (("values", np.int8, (total, self._dim)), ("scales", np.float32, (total,))):
            raw = self._folder / f"{name}.raw"
            data = np.memmap(raw, kind, "r", shape=shape) if total else np.zeros(shape, kind)
            np.save(self._folder / f"{name}.npy", data)
            del data
            raw.unlink()
        np.save(self._folder / "offsets.npy", np.asarray(self._offsets, np.int64))
        (self._folder / "texts.txt").write_text("\x1e".join(self._texts), encoding="utf-8")
