"""A message to a question: cleaned of wrappers and hidden characters, slips of spelling mended, made standalone, expanded for the lexical leg."""

from collections.abc import Sequence

from assistant.corpus.glossary import Glossary
from assistant.dialogue.parts import parts
from assistant.dialogue.signals import cleaned, signals
from assistant.dialogue.spelling import Speller
from assistant.dialogue.standalone import Standalone, standalone
from assistant.dialogue.turns import Turn
from assistant.flow import Question

MOST_TURNS = 20
"""Turns of history looked at; older ones have no bearing on what "and on my own phone?" means."""


def prepare(asked: str, history: Sequence[Turn], glossary: Glossary, speller: Speller) -> Question:
    """The question that is looked for."""
    clean = cleaned(asked)
    text = speller.repair(clean.text or asked)
    resolved = Standalone(text, False) if signals(text).chat else standalone(text, history[-MOST_TURNS:])
    return Question(asked, resolved.text, _expanded(resolved.text, glossary), resolved.carried, resolved.otherwise)


def each_part(question: Question, glossary: Glossary) -> tuple[Question, ...]:
    """The questions that a message asks, where it asks several."""
    return tuple(Question(question.asked, text, _expanded(text, glossary)) for text in parts(question.standalone))


def carried_over(question: Question, glossary: Glossary) -> Question:
    """The other reading of a message that found no answer alone."""
    return Question(question.asked, question.otherwise, _expanded(question.otherwise, glossary), True)


def _expanded(text: str, glossary: Glossary) -> str:
    """The text with the policies' words for its staff words, for the lexical leg."""
    return " ".join([text, *glossary.meanings(text)])
