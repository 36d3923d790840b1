"""Settings, from the environment; read by wiring and cli only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UserError


@dataclass(frozen=True)
class Settings:
    """Where things are and how many threads the models take."""

    corpus: Path = Path("corpus")
    index: Path = Path(".index")
    threads: int = 0
    max_question: int = 4000

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "Settings":
        """POLICY_ASSISTANT_CORPUS, _INDEX, _THREADS, _MAX_QUESTION. Raises UserError naming a bad one."""

        def number(name: str, default: int) -> int:
            value = environment.get(f"POLICY_ASSISTANT_{name}")
            if value is None:
                return default
            if not value.isdigit():
                raise UserError(f"POLICY_ASSISTANT_{name} must be a whole number, not {value!r}")
            return int(value)

        return Settings(
            Path(environment.get("POLICY_ASSISTANT_CORPUS", "corpus")),
            Path(environment.get("POLICY_ASSISTANT_INDEX", ".index")),
            number("THREADS", 0),
            number("MAX_QUESTION", 4000),
        )
