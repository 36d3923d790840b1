"""Time and memory of importing nothing and indexing much: a generated corpus of N policies.

    python -m assistant.training.scale 1 100 2000

For each N, in a process of its own: seconds, embedded texts, peak resident MB, and the share of time in the embedder.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.models.onnx import OnnxEmbedder
from assistant.models.protocols import Floats

WORDS = "staff must may should pupils phone report manager policy principal record device data parents school trust leave contact private keep".split()


def generate(root: Path, count: int, seed: int = 1) -> None:
    """`count` policies of 30 clauses, each of its own words."""
    rng = random.Random(seed)
    (root / "policies").mkdir(parents=True)
    for number in range(count):
        lines = [f"---\nid: policy-{number}\ntitle: Policy {number}\n---\n\n# Policy {number}\n"]
        for section in range(1, 7):
            lines.append(f"\n## {section} Section {rng.choice(WORDS)}\n")
            for clause in range(1, 6):
                words = " ".join(
                    rng.choice(WORDS) + (str(rng.randrange(999)) if rng.random() < 0.2 else "") for _ in range(rng.randrange(15, 45))
                )
                lines.append(f"- {section}.{clause} Staff {words}.")
        (root / "policies" / f"policy-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


class TimedEmbedder(OnnxEmbedder):
    """The shipped embedder with a clock."""

    seconds = 0.0

    def vectors(self, texts: Sequence[str]) -> list[Floats]:
        return self._timed(super().vectors, texts)

    def tokens(self, texts: Sequence[str]) -> list[Floats]:
        return self._timed(super().tokens, texts)

    def _timed(self, encode: Callable[[Sequence[str]], list[Floats]], texts: Sequence[str]) -> list[Floats]:
        began = time.perf_counter()
        found = encode(texts)
        self.seconds += time.perf_counter() - began
        return found


def measure(count: int) -> None:
    from assistant.corpus.loading import load_corpus
    from assistant.index.building import build

    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        generate(root / "corpus", count)
        embedder = TimedEmbedder()
        began = time.perf_counter()
        report = build(load_corpus(root / "corpus"), root / "index", embedder)
        whole = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "policies": count,
                "embedded": report.embedded,
                "seconds": round(whole, 1),
                "embedder_share": round(embedder.seconds / whole, 3),
                "peak_mb": round(peak),
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        measure(int(sys.argv[2]))
    else:
        for argument in sys.argv[1:]:
            subprocess.run([sys.executable, "-m", "assistant.training.scale", "--one", argument], check=True)
