"""Does a message lean on what came before? A small regression over its form, fitted on written follow-ups.

Held out by policy (assistant/training/fitting.py prints it): of 369 follow-ups and 3,900 complete questions.
"""

import json
import math
import re
from functools import lru_cache
from pathlib import Path

from assistant.models.onnx import WEIGHTS

_STOP = frozenset(
    "a an the is are am be was were do does did can could may might shall should must will would i me my we our you your he she him her his it its they "
    "them their this that these those there here to of in on at for from by with and or but if so then not no yes what who how when where which why have "
    "has had get got ok okay just about any some one ones as up out off too also even still only again".split()
)
_ANAPHORS = frozenset(
    "it that this they them those these he she him her one ones there then same otherwise instead else either both neither mine his hers theirs its too also still".split()
)
_OPENERS = ("and", "but", "or", "so", "what", "then", "even", "also", "no", "ok", "same", "if", "is", "does", "who", "how")
_LEADS = ("what about", "how about", "what if", "even if", "but ", "so ", "or ", "ok", "and ")
_SHORTENED = re.compile(r"(?<=[a-z])'(?:s|d|ll|re|ve|m)$")
_OF_IT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|so|but|right|well|also)\b\W*)*(?:(?:what|where|when|who|how|why)\b[^?]{0,24})?\b(?:would|is|does|can|could|will|should|do|did|must|was|if|has|have|are)\s+(?:it|that|this|they|he|she|them|those|these)\b"
)
"""Opens by asking of something that it does not name: "would it be all right", "how long have they got"."""
_AMOUNT_ONLY = re.compile(r"£\s?\d|\b(?:quid|pounds?|fiver|tenner)\b|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b")
_FRAME = re.compile(r"\b(?:can|could|may|do|am|should|must) (?:i|we|you|they|staff)\b")


def form(message: str) -> list[float]:
    """The form of a message in numbers: length, words of its own, anaphors, how it opens and ends."""
    lowered = message.strip().lower().replace("’", "'")
    words = [_SHORTENED.sub("", word) for word in re.findall(r"[a-z']+", lowered)]
    content = [word for word in words if word not in _STOP and len(word) > 2]
    return [
        min(len(words), 30) / 10,
        min(len(content), 12) / 4,
        min(len(content), 3) / 3,
        float(sum(word in _ANAPHORS for word in words)),
        float(bool(words) and words[0] in _OPENERS),
        float(lowered.startswith("and")),
        float(lowered.startswith(_LEADS)),
        float("i " in lowered),
        float(bool(_FRAME.search(lowered))),
        float(any(word in _ANAPHORS for word in words[:4])),
        float(bool(words) and words[-1] in _ANAPHORS | {"though", "tho"}),
        float(not content),
        float(len(words) <= 4),
        float(len(words) <= 7),
        float(message.strip()[:1].islower()),
        float(bool(_OF_IT.match(lowered))),
        float(len(words) > 8 and not any(word in _ANAPHORS for word in words)),
        float(bool(_AMOUNT_ONLY.search(lowered)) and len(content) <= 3),
    ]


@lru_cache(maxsize=1)
def _fitted(path: Path = WEIGHTS / "following.json") -> tuple[list[float], float]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return data["weights"], data["bias"]


def leans(message: str) -> float:
    """P(the message leans on an earlier one)."""
    weights, bias = _fitted()
    value = bias + sum(weight * number for weight, number in zip(weights, form(message), strict=True))
    return 1 / (1 + math.exp(-value))
