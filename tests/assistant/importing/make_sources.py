"""Write model policies as the files that an HR office would hold: two Word files and a PDF, into corpus/sources/.

    python -m tests.assistant.importing.make_sources

They exercise import on real files of those kinds; the canonical policies stay the reviewed truth.
"""

from pathlib import Path

from assistant.policy.model import Policy
from assistant.policy.reading import read_policy
from tests.assistant.importing.documents import FORMATS, lines_of

CORPUS = Path(__file__).parents[3] / "corpus"
SOURCES = {"staff-conduct": "docx", "dignity-at-work": "docx", "whistleblowing": "pdf"}


def canonical(name: str) -> Policy:
    """The policy as it is held."""
    return read_policy((CORPUS / "policies" / f"{name}.md").read_text(encoding="utf-8"))


def main() -> None:
    for name, format in SOURCES.items():
        (CORPUS / "sources" / f"{name}.{format}").write_bytes(FORMATS[format](lines_of(canonical(name))))


if __name__ == "__main__":
    main()
