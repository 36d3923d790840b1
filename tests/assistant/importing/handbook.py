"""How long a handbook of 120,000 words takes to import, and the peak memory of the child that parses it.

python -m tests.assistant.importing.handbook
"""

import random
import resource
import tempfile
import time
from pathlib import Path

from assistant.importing.importer import import_file
from assistant.training.scale import WORDS
from tests.assistant.importing.documents import Lines, as_docx, as_html, as_pdf

WORD_COUNT = 120_000
MAKERS = {"docx": as_docx, "html": as_html, "pdf": as_pdf}


def handbook(seed: int = 3) -> tuple[Lines, int]:
    """Lines of sections of twenty clauses, and how many words the clauses hold."""
    rng = random.Random(seed)
    lines: Lines = [("heading", 1, "", "Staff Handbook")]
    total = section = 0
    while total < WORD_COUNT:
        section += 1
        lines.append(("heading", 2, "", f"{section} {rng.choice(WORDS).title()} rules"))
        for clause in range(1, 21):
            text = f"Staff {' '.join(rng.choice(WORDS) for _ in range(rng.randrange(15, 45)))}."
            total += len(text.split())
            lines.append(("item", 0, f"{section}.{clause}", text))
    return lines, total


def main() -> None:
    lines, total = handbook()
    for kind, make in MAKERS.items():
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(scratch) / f"handbook.{kind}"
            source.write_bytes(make(lines))
            began = time.perf_counter()
            report = import_file(source, Path(scratch) / "corpus")
            seconds = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{kind}: {total} words, {report.clauses} clauses, {seconds:.1f} s, child's peak so far {peak} MB")


if __name__ == "__main__":
    main()
