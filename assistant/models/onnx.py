"""ONNX sessions over this package's own weights: no torch, no network, two threads."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import UserError
from assistant.models.nibbles import Matrix, Part
from assistant.models.protocols import Encoded, Floats, Judged

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

WEIGHTS = Path(__file__).parent / "weights"
BATCH_TOKENS = 4096
"""Most padded tokens of one pass: bounds memory whatever the number of texts."""

SPREAD = 1.3
"""Length of the longest text of a pass by that of its shortest ..."""
FEWEST_ROWS = 3
"""... unless the pass would have fewer texts than this."""


class OnnxModel:
    """An .onnx file with a card of the same name in .json (name, sha256, max_tokens; beside: further files of its weights; matrices: those
    that are sums of parts in these files), and tokenizer.json in their folder."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        self._path = path
        self._threads = threads
        card = path.with_suffix(".json")
        if not card.exists():
            raise UserError(f"{card}: missing; install the package again")
        self._card = json.loads(card.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        return f"{self._card['name']}@{self._card['sha256'][:12]}"

    @cached_property
    def session(self) -> "onnxruntime.InferenceSession":
        """The loaded session. Raises UserError where the weights are not those that the card names."""
        import onnxruntime

        summed = self.summed()
        options = onnxruntime.SessionOptions()
        options.add_external_initializers(list(summed), [onnxruntime.OrtValue.ortvalue_from_numpy(item) for item in summed.values()])
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])

    def summed(self) -> dict[str, Floats]:
        """Matrices that do not lie in the graph as they are, by their names there. Raises UserError where the weights are not those that the
        card names."""
        held = read_all([self._path, *(self._path.parent / name for name in self._card.get("beside", ()))])
        if sha256_of(held) != self._card["sha256"]:
            raise UserError(f"{self._path}: not the weights that its card names; install the package again")
        rows = self._card.get("matrices", {})
        return {name: Matrix(row["out"], row["blocks"], [Part(**part) for part in row["parts"]]).read(held) for name, row in rows.items()}

    @cached_property
    def _inputs(self) -> list[str]:
        return [item.name for item in self.session.get_inputs()]

    @cached_property
    def tokenizer(self) -> "tokenizers.Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._path.parent / "tokenizer.json"))
        strategy = "only_second" if self._card.get("pairs") else "longest_first"
        tokenizer.enable_truncation(self._card["max_tokens"], strategy=strategy)
        tokenizer.no_padding()
        return tokenizer

    @staticmethod
    def _fits(shortest: "tokenizers.Encoding", text: "tokenizers.Encoding", rows: int) -> bool:
        """May a text join a pass of so many rows? Not where it would make most of the pass padding."""
        alike = len(text.ids) <= SPREAD * len(shortest.ids) or rows < FEWEST_ROWS
        return alike and (rows + 1) * len(text.ids) <= BATCH_TOKENS

    def run(
        self, encodings: Sequence["tokenizers.Encoding"], outputs: Sequence[str]
    ) -> Iterator[tuple[list[int], list[Floats], NDArray[np.int64]]]:
        """Passes over texts of like length: (places, outputs, mask) for each batch."""
        order = sorted(range(len(encodings)), key=lambda place: len(encodings[place].ids))
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and self._fits(encodings[order[start]], encodings[order[end]], end - start):
                end += 1
            places = order[start:end]
            width = max(len(encodings[place].ids) for place in places)
            ids = np.zeros((len(places), width), np.int64)
            mask = np.zeros_like(ids)
            types = np.zeros_like(ids)
            for row, place in enumerate(places):
                encoding = encodings[place]
                length = len(encoding.ids)
                ids[row, :length] = encoding.ids
                mask[row, :length] = 1
                types[row, :length] = encoding.type_ids
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
            yield places, self.session.run(list(outputs), {name: feed[name] for name in self._inputs}), mask
            start = end


class OnnxEmbedder:
    """Our domain-tuned encoders: MiniLM for one vector a text, the first layers of MPNet for one a token (docs/adr/0013)."""

    def __init__(
        self, threads: int = 0, whole: Path = WEIGHTS / "embedder" / "model.onnx", late: Path = WEIGHTS / "mpnet" / "late.onnx"
    ) -> None:
        self._whole = OnnxModel(whole, threads)
        self._late = OnnxModel(late, threads)

    @property
    def name(self) -> str:
        return f"{self._whole.name} {self._late.name}"

    def whole_words(self) -> frozenset[str]:
        """Words that the tokenizer knows whole: some 20,000 common English words."""
        return frozenset(word for word in self._whole.tokenizer.get_vocab() if word.isalpha() and len(word) > 2)

    def vectors(self, texts: Sequence[str]) -> list[Floats]:
        """The mean of a text's token states, of length one."""
        found: list[Floats] = [np.zeros(0, np.float32)] * len(texts)
        for places, (hidden,), mask in self._whole.run(self._whole.tokenizer.encode_batch(list(texts)), ["last_hidden_state"]):
            weights = mask[:, :, None].astype(np.float32)
            pooled = _unit((hidden * weights).sum(1) / weights.sum(1))
            for row, place in enumerate(places):
                found[place] = pooled[row]
        return found

    def tokens(self, texts: Sequence[str]) -> list[Floats]:
        """A text's token states, projected, each of length one."""
        found: list[Floats] = [np.zeros((0, 0), np.float32)] * len(texts)
        for places, (projected,), mask in self._late.run(self._late.tokenizer.encode_batch(list(texts)), ["tokens"]):
            unit = _unit(projected)
            for row, place in enumerate(places):
                found[place] = unit[row, : int(mask[row].sum())]
        return found

    def encode(self, text: str) -> Encoded:
        """One pass of each."""
        return Encoded(self.vectors([text])[0], self.tokens([text])[0])


class OnnxReranker(OnnxModel):
    """A cross-encoder of ours: does this passage answer this question, and with which verdict."""

    def __init__(self, path: Path = WEIGHTS / "reranker" / "model.onnx", threads: int = 0) -> None:
        super().__init__(path, threads)

    def judge(self, question: str, passages: Sequence[str]) -> list[Judged]:
        """A judgement for each passage, in order."""
        found: list[Judged | None] = [None] * len(passages)
        encodings = self.tokenizer.encode_batch([(question, passage) for passage in passages])
        for places, (relevance, verdict), _ in self.run(encodings, ["relevance", "verdict"]):
            chances = np.exp(verdict - verdict.max(1, keepdims=True))
            chances /= chances.sum(1, keepdims=True)
            for row, place in enumerate(places):
                found[place] = Judged(float(relevance[row]), chances[row].astype(np.float32))
        return [item for item in found if item is not None]


class OnnxClassifier(OnnxModel):
    """Our router: chances over the routes that its card names, in order."""

    def __init__(self, path: Path = WEIGHTS / "router" / "model.onnx", threads: int = 0) -> None:
        super().__init__(path, threads)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self._card["labels"])

    def chances(self, text: str) -> dict[str, float]:
        """P of each label, summing to one."""
        ((_, (logits,), _),) = self.run([self.tokenizer.encode(text)], ["logits"])
        powers = np.exp(logits[0] - logits[0].max())
        return dict(zip(self.labels, (float(power) for power in powers / powers.sum()), strict=True))


def read_all(paths: Sequence[Path]) -> dict[str, bytes]:
    """The files' bytes by their names. Raises UserError where one is missing."""
    held = {}
    for path in paths:
        try:
            held[path.name] = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path}: cannot be read; install the package again") from error
    return held


def sha256_of(held: Mapping[str, bytes]) -> str:
    """Of the files' bytes, one after the other."""
    digest = hashlib.sha256()
    for content in held.values():
        digest.update(content)
    return digest.hexdigest()


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return unit
