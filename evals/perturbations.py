"""The same question as it is really typed: slips of the finger, phone spellings, dialect. Seeded, so that runs agree."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from evals.records import Case

PHONE = {
    "you": "u",
    "are": "r",
    "please": "pls",
    "people": "ppl",
    "because": "cos",
    "what": "wot",
    "though": "tho",
    "and": "n",
    "to": "2",
    "for": "4",
}
DIALECT = {
    "lunch": "dinner time",
    "children": "bairns",
    "nothing": "nowt",
    "something": "summat",
    "my": "me",
    "pupils": "kids",
    "isn't": "int",
}


def perturbed(cases: Sequence[Case], seed: int = 5, most: int = 120) -> list[Case]:
    """Typed-badly twins of covered single-turn cases, each in the suite "robustness", grouped with its original."""
    chosen = [case for case in cases if case.covered and not case.history and case.clauses]
    rng = random.Random(seed)
    rng.shuffle(chosen)
    found = []
    for case in chosen[:most]:
        for name, text in (
            ("typo", typo(case.question, rng)),
            ("phone", swapped(case.question, PHONE)),
            ("dialect", swapped(case.question, DIALECT)),
        ):
            if text != case.question:
                found.append(replace(case, id=f"{case.suite}-{case.id}-{name}", suite="robustness", question=text, group="", tags=(name,)))
    return found


def typo(text: str, rng: random.Random) -> str:
    """Two neighbouring letters swapped or one dropped, in two longer words; apostrophes lost."""
    words = text.replace("'", "").replace("’", "").split()
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for place in rng.sample(places, min(2, len(places))):
        word = words[place]
        at = rng.randrange(1, len(word) - 2)
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :] if rng.random() < 0.5 else word[:at] + word[at + 1 :]
    return " ".join(words)


def swapped(text: str, table: dict[str, str]) -> str:
    """Words exchanged by a table; punctuation at the end lost."""
    return re.sub(r"[\w']+", lambda match: table.get(match.group().lower(), match.group()), text).rstrip("?.").lower()
