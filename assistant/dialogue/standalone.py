"""Follow-ups to standalone questions, by rules: no language model.

A follow-up leans on what came before: it opens with "and", "what about", "what if", asks "why?", or has no verb and
object of its own. The new words replace the slot of the same kind (own phone for Trust laptop), else they are added.
A complete question of its own carries nothing over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.following import leans
from assistant.dialogue.turns import Turn

_I = re.I


CARRIED_AT = 0.5
"""Chance of leaning at which the earlier question is carried over."""
PERHAPS_AT = 0.25
"""Chance from which the earlier question is carried over if the message alone finds no answer."""


@dataclass(frozen=True)
class Standalone:
    """The question that stands alone, whether anything was carried over into it, and the reading with the earlier
    question carried over where the form of the message leaves both open."""

    text: str
    carried: bool
    otherwise: str = ""


_SLOTS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"\b(?:on |from |using |with )?(?:my|the|a|an)?\s*(?:own|personal|school[’']?s?|work|trust[’']?s?|academy[’']?s?|class)\s+(?:mobile|phone|laptop|ipad|tablet|device|computer|pc|equipment|one)s?\b",
        _I,
    ),
    re.compile(
        r"\b(?:a |an |my |the )?(?:former|ex|old)[- ]?(?:pupil|student)s?\b|\b(?:a |an |the )?(?:pupil|student|kid|child|parent|colleague|governor|volunteer|mum|dad)s?\b",
        _I,
    ),
    re.compile(
        r"\b(?:at|in|during|on|after|before) (?:my |the )?(?:lunch(?:time)?|break(?:time)?|ppa(?: time)?|lessons?|assembly|weekends?|holidays?|half.?term|playtime|dinner ?time)\b",
        _I,
    ),
    re.compile(r"\b(?:in|on) (?:the |an |my |a )?(?:empty )?(?:classroom|staff ?room|corridor|playground|car park|car|hall|office)\b", _I),
    re.compile(r"\b(?:facebook|fb|instagram|insta|twitter|tiktok|whatsapp|snapchat|snap|linkedin|youtube|teams)\b", _I),
)
_MONEY = re.compile(
    r"£\s?\d[\d,.]*\d|£\s?\d|\b(?:\d[\d,]*|[a-z]+ty|ten|five|a hundred)[- ](?:quid|pounds?)\b|\b(?:a )?(?:fiver|tenner)\b", _I
)
_SUM = re.compile(
    r"(?:£\s?|\b(?:worth|for|about|over|under|only|just|was|were|if|but)\s+(?:£\s?)?)(\d[\d,.]*\d|\d|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:five))?|a hundred|ten|five)\b(?! (?:o'clock|minutes?|hours?|days?|weeks?|months?|years?|times|pupils|kids|people))",
    _I,
)
_PLEASANT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|thanks?(?: you)?|ta|cheers|great|lovely|i see|fine|yeah|yes|hmm|oh)\b[\s,.!]*)+(?=\S)", _I
)
_AGAIN = re.compile(
    r"^\W*(?=\w)(?:(?:are you sure|really|you sure|seriously|is that right|says who|why(?: not| is that)?|how come|which (?:policy|clause|section|bit)(?: says (?:that|so)| is that)?|where does it say (?:that|so|this)|just say yes|go on(?: say yes)?|but why|you|in what way|what clause|source)(?:\W+|$))*(?:my (?:head|boss|manager|mate) (?:says|said)\b.*)?\W*$",
    _I,
)
"""Doubts, pressure and "why": one or several of them are the question before once more, which never flips a verdict. What
somebody "says" may be anything, so it stands last and once: repeated, it would take time without end on a crafted message."""
_CORRECTS = re.compile(r"^\W*(?:no\b[\s,]*)?(?:i (?:meant?|was asking about)|not that)\s*", _I)


def standalone(question: str, history: Sequence[Turn]) -> Standalone:
    """The question resolved against the user's earlier turns, oldest first."""
    topic = ""
    for turn in history:
        if turn.role == "user":
            topic = _resolve(turn.content, topic).text
    return _resolve(question, topic)


def _resolve(question: str, topic: str) -> Standalone:
    words = _PLEASANT.sub("", question).strip() or question.strip()
    if not topic:
        return Standalone(words if len(words.split()) > 2 else question.strip(), False)
    if _AGAIN.match(words):
        return Standalone(topic, True)
    if not _follows(words):
        return Standalone(words, False, _carry(words, topic) if leans(words) >= PERHAPS_AT else "")
    return Standalone(_carry(words, topic), True)


def _carry(words: str, topic: str) -> str:
    """The earlier question with the new words in it: in place of the slot of their kind, else behind it."""
    new = _CORRECTS.sub("", words)
    if re.fullmatch(r"\W*(?:my own(?: one)?|mine|on mine)\W*", new, _I):
        new = "on my own phone"
    merged = topic
    for slot in _SLOTS:
        found, old = slot.search(new), slot.search(topic)
        if found and old and found.group().lower().strip() != old.group().lower().strip():
            merged = merged.replace(old.group(), f" {found.group().strip()}" if old.group().startswith(" ") else found.group().strip(), 1)
    merged = _with_amount(merged, new)
    bare = re.sub(r"^\W*(?:and|but|or|so|what about|how about|even)\s+", "", new, flags=_I)
    if merged != topic and len(bare.split()) <= 6:
        return " ".join(merged.split())
    return f"{' '.join(merged.split()).rstrip('?.! ')}? {new}"


def _with_amount(topic: str, new: str) -> str:
    """The topic with the follow-up's sum of money in place of its own: "and if it's worth sixty?"."""
    old, found = _MONEY.search(topic), _SUM.search(new)
    if not (old and found):
        return topic
    said = found.group(1)
    return f"{topic[: old.start()]}{'£' if said[0].isdigit() else ''}{said}{'' if said[0].isdigit() else ' pounds'}{topic[old.end() :]}"


def _follows(words: str) -> bool:
    """Is the message surely a follow-up?"""
    return bool(_CORRECTS.match(words)) or leans(words) >= CARRIED_AT
