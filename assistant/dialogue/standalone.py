"""Follow-ups to standalone questions, by rules: no language model.

A follow-up leans on what came before: it opens with "and", "what about", "what if", asks "why?", or has no verb and
object of its own. The new words replace the slot of the same kind (own phone for Trust laptop), else they are added.
A complete question of its own carries nothing over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.turns import Turn

_I = re.I


@dataclass(frozen=True)
class Standalone:
    """The question that stands alone, and whether anything was carried over into it."""

    text: str
    carried: bool


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
_PLEASANT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|thanks?(?: you)?|ta|cheers|great|lovely|i see|fine|yeah|yes|hmm|oh)\b[\s,.!]*)+(?=\S)", _I
)
_AGAIN = re.compile(
    r"^\W*(?:are you sure|really|you sure|seriously|is that right|says who|why(?: not| is that)?|how come|which (?:policy|clause|section|bit)(?: says (?:that|so)| is that)?|where does it say (?:that|so|this)|just say yes|my (?:head|boss|manager|mate) (?:says|said)\b.*|go on(?: say yes)?|but why|you|in what way|what clause|source)\W*$",
    _I,
)
_LEADS = re.compile(
    r"^\W*(?:and\b|but\b|or\b|what about|how about|what if|even\b|same (?:for|with)|does that|does this|does it|is that|is it|would that|can they|can it|so\b|then\b|also\b|no\b|not\b|i meant|or if|if\b|unless\b|only\b|including\b|for how long|how long for)",
    _I,
)
_ANAPHOR = re.compile(r"\b(?:it|that|this|they|them|those|these|one|ones|mine|there|then|same|he|she|him|her|otherwise|instead)\b", _I)
_VERB = re.compile(r"\b(?:can|could|may|am|is|are|do|does|did|should|must|have|has|will|would|what|who|how|when|where|which|why)\b", _I)
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
        return Standalone(words, False)
    new = _CORRECTS.sub("", words)
    if re.fullmatch(r"\W*(?:my own(?: one)?|mine|on mine)\W*", new, _I):
        new = "on my own phone"
    merged = topic
    for slot in _SLOTS:
        found, old = slot.search(new), slot.search(topic)
        if found and old and found.group().lower().strip() != old.group().lower().strip():
            merged = merged.replace(old.group(), f" {found.group().strip()}" if old.group().startswith(" ") else found.group().strip(), 1)
    bare = re.sub(r"^\W*(?:and|but|or|so|what about|how about|even)\s+", "", new, flags=_I)
    if merged != topic and len(bare.split()) <= 6:
        return Standalone(" ".join(merged.split()), True)
    return Standalone(f"{' '.join(merged.split()).rstrip('?.! ')}? {new}", True)


def _follows(words: str) -> bool:
    count = len(words.split())
    if _CORRECTS.match(words):
        return True
    if _LEADS.match(words):
        own = re.match(r"^\W*(?:and|but|so|also)?\W*(?:can|could|may|am|do|should|must|is|are|what|who|how|when|where)\b", words, _I)
        return count <= 12 or bool(_ANAPHOR.search(words)) or not own
    if not _VERB.search(words):
        return count <= 6
    return (count <= 8 and bool(_ANAPHOR.search(words))) or bool(
        re.match(
            r"^\W*(?:what (?:could|will|would|can) happen|who do i (?:tell|ask|report)|how long|when by|by when|what happens)\b", words, _I
        )
        and count <= 7
    )
