"""Layers beside the text: the force that a clause carries. Adding a layer never changes `policy.text`.

Force is read from the governing words, nearest first: the clause's own, then its lead-ins outward ("... must not:").
The mapping is that of the project's verdict rules: must not / not allowed / never: prohibited; only / unless / limit:
conditional; must: required; should: recommended ("should never": prohibited); a person may: permitted; consequences
("may lead to"), statements and definitions: no force.
"""

import re
from enum import StrEnum

from assistant.policy.model import Clause
from assistant.policy.sentences import last_sentence


class Force(StrEnum):
    """What a clause does to the reader."""

    PROHIBITS = "prohibited"
    PERMITS = "permitted"
    CONDITIONS = "conditional"
    REQUIRES = "required"
    RECOMMENDS = "recommended"
    STATES = "none"


_I = re.IGNORECASE
_PROHIBITS = re.compile(
    r"\b(?:must|shall|may|can|should|will|do|does|is|are|ought)\s*(?:not|n[o’']t|never)\b(?!\s+(?:be\s+)?(?:only|limited|affect|apply|exhaustive|mean|an? exhaustive|contractual|form part))"
    r"|\bcannot\b|\bcan[’']t\b|\bdon[’']t\b|\bmustn[’']t\b|\bnever\b|\bnot (?:be )?(?:allowed|permitted|acceptable|tolerated|authori[sz]ed|entitled)\b"
    r"|\b(?:prohibited|forbidden|unacceptable|banned|strictly no|refrain from|disallowed|not tolerated|(?:nobody|no[- ]one|none of \w+|no (?!longer|more|later|matter)(?:\w+ ){1,5}?)\s*(?:may|shall|should|must|can|will|is allowed|are allowed))\b"
    r"|\bmust neither\b|\bis an offence\b|\bnot (?:ok|okay|fine|appropriate|on)\b|\bis (?:treated as |itself |always )?(?:gross |serious )?misconduct\b|\boff limits\b|\bis out of bounds\b",
    _I,
)
_CONDITIONS = re.compile(
    r"\bunless\b|\bexcept(?:\s+(?:where|when|if|in|with|for|that|as))?\b|\bonly\s+(?:be|where|when|if|with|in|for|after|to|use[ds]?|on|at|by)\b|\b(?:may|must|can|should|shall|will)\s+only\b|\bprovided (?:that|it|they)\b"
    r"|\bsave (?:where|when|that|in|as)\b|\bwithout (?:the )?(?:\w+ ){0,4}?(?:consent|permission|approval|authori[sz]ation|agreement)\b|\bmust limit\b|\blimited to\b|\bsubject to\b"
    r"|\b(?:as|so) long as\b|\b(?:may|can|is|are|goes?|happens?)\b[^.;:]{0,90}?\bonly\b|\bon condition\b|\bwith (?:the )?(?:prior |written |express )*(?:consent|permission|approval|authori[sz]ation|agreement)\b",
    _I,
)
_NO_DUTY = re.compile(
    r"\b(?:do|does|did|will|would|is|are)\s*(?:not|n[o’']t)\s+(?:be\s+)?(?:need|require[ds]?|have to|obliged|expected|necessary|bound|a breach|breach|count as|prevent|stop|limit|restrict|mandatory|compulsory)\b"
    r"|\bneed(?:s)? (?:not|no)\b|\bneedn[’']t\b|\b(?:nothing|none of th\w+)\b[^.;]{0,80}?\b(?:prevents?|stops?|limits?|restricts?|affects?|takes? away)\b"
    r"|\b(?:nobody|no[- ]one) (?:needs|has) to\b|\bno (?:need|obligation|duty) to\b|\bnot (?:required|obliged|expected|necessary)\b",
    _I,
)
"""Words that deny a duty or a bar: they give leave, though they hold a "not"."""
_BY_LEAVE = re.compile(
    r"\b(?:needs?|requires?) (?:the |your |their |prior |written |\w+[’']s )*(?:\w+ ){0,3}?(?:consent|permission|approval|authori[sz]ation|agreement|sign[- ]off)\b",
    _I,
)
_CONSEQUENCE = re.compile(
    r"\b(?:may|might|could|can|will)\s+(?:also\s+)?(?:lead to|result in|be (?:treated|considered|regarded|dealt with|subject|disciplined|dismissed|liable|classed|a disciplinary|gross)|constitute|amount to|face|find|be used (?:as|in|against)|give rise|damage|escalate|have|affect|need|become|include)\b",
    _I,
)
_REQUIRES = re.compile(
    r"\b(?:must|shall|(?:is|are) (?:required|obliged|expected|responsible)|(?:has|have) (?:a duty |an obligation )?to|need(?:s)? to|(?:is|are) to\b(?! the\b)|is mandatory|(?:has|have) a responsibility|required to|will (?:be )?(?:report|inform|ensure|comply|tell|notify|attend|complete|sign|keep|record|acknowledge))\b",
    _I,
)
_RECOMMENDS = re.compile(
    r"\b(?:should|ought to|(?:is|are) (?:advised|encouraged|recommended)|it is (?:advisable|good practice|wise|sensible|recommended|best)|we (?:recommend|suggest|advise|encourage)|please|consider|try to|think (?:carefully|twice|before))\b",
    _I,
)
_PERMITS = re.compile(
    r"\b(?:may|can|(?:is|are) (?:allowed|permitted|free|welcome|entitled|able)|(?:has|have) the right|you do not (?:need|have)|(?:do|does) not (?:need|have) to|(?:is|are) acceptable|it is fine|(?:is|are) (?:ok|okay|fine|all right)|no objection|has a choice|at liberty|up to you)\b",
    _I,
)


_DO = re.compile(
    r"(?:^|[.!?;:]\s+)(?:please\s+)?(?:always\s+|then\s+|if [^,.]{3,80}, )?(?:report|tell|ask|contact|call|ring|inform|notify|speak to|talk to|check|keep|use|take|send|give|return|hand|declare|disclose|record|log|lock|say|get|put|wear|leave|delete|remove|complete|read|follow|pass|refer|make|write|sign|apply|email|e-mail|raise|seek)\b",
    _I,
)
"""A sentence that opens with a bare order: "Report it to ..."."""
_BARE_LEAVE = re.compile(r"^\W*(?:what (?:is|[’']s) |what you (?:are )?)?(?:allowed|permitted|acceptable)\b(?: use)?\W*$", _I)
"""A heading or lead-in that is nothing but leave: "Allowed:"."""
_ASKS_LEAVE = re.compile(r"^\W*(?:can|may|could|am i allowed|are (?:we|staff) allowed|is it (?:ok|okay|all right|fine|allowed))\b", _I)
_ASKS_DUTY = re.compile(r"^\W*(?:must|do (?:i|we|staff) (?:have|need) to|have (?:i|we) to|am i (?:required|obliged))\b", _I)
_REPLY = re.compile(r"^\W*(yes|no)\b", _I)


def force_of_words(words: str) -> Force:
    """Force of a statement taken alone. A table's row of several cells that pull apart ("You must | You must not") is conditional."""
    if " | " in words:
        found = {force_of_words(cell) for cell in words.split(" | ")} - {Force.STATES}
        return next(iter(found), Force.STATES) if len(found) < 2 else Force.CONDITIONS
    if _BARE_LEAVE.match(words):
        return Force.PERMITS
    neutral = _CONSEQUENCE.sub(" ", words)
    free = bool(_NO_DUTY.search(neutral))
    neutral = _NO_DUTY.sub(" ", neutral)
    prohibits = bool(_PROHIBITS.search(neutral))
    conditions = bool(_CONDITIONS.search(neutral))
    if not prohibits and _BY_LEAVE.search(neutral):
        return Force.CONDITIONS
    if prohibits and conditions:
        return Force.CONDITIONS
    if prohibits:
        return Force.PROHIBITS
    if conditions and (_REQUIRES.search(neutral) or _PERMITS.search(neutral) or _RECOMMENDS.search(neutral)):
        return Force.CONDITIONS
    if _REQUIRES.search(neutral):
        return Force.REQUIRES
    if _RECOMMENDS.search(neutral):
        return Force.RECOMMENDS
    if free or _PERMITS.search(neutral):
        return Force.PERMITS
    return Force.REQUIRES if _DO.search(neutral) else Force.STATES


def force(clause: Clause) -> Force:
    """Force of a clause: what its own words carry, else the nearest governing lead-in, else its heading ("Forbidden:").

    A prohibition over the clause governs it, whatever auxiliary the item itself holds, and an exception within the item
    ("unless ...") makes it conditional. A heading that is a question has no force; "No." or "Yes." beneath one that asks for
    leave, or whether something must be done, answers it.
    """
    heading = clause.heading_path[-1] if clause.heading_path else ""
    asked = heading.rstrip().endswith("?")
    reply = _reply(heading, clause.text) if asked and not clause.lead_ins else None
    if reply is not None:
        return reply
    own = force_of_words(clause.text)
    over = [force_of_words(last_sentence(words)) for words in reversed(clause.lead_ins)]
    governing = next((found for found in over if found is not Force.STATES), Force.STATES)
    if governing is Force.PROHIBITS:
        return Force.CONDITIONS if _CONDITIONS.search(clause.text) else Force.PROHIBITS
    if governing is not Force.STATES:
        return Force.CONDITIONS if _CONDITIONS.search(clause.text) and governing is not Force.REQUIRES else governing
    if own is not Force.STATES:
        return own
    return Force.STATES if asked else force_of_words(heading)


def _reply(question: str, text: str) -> Force | None:
    """Force of "Yes ..." and "No ..." under a question; None where the text is no such reply."""
    said = _REPLY.match(text)
    if not said:
        return None
    yes = said.group(1).lower() == "yes"
    if _ASKS_LEAVE.match(question):
        return Force.CONDITIONS if _CONDITIONS.search(text) else Force.PERMITS if yes else Force.PROHIBITS
    if _ASKS_DUTY.match(question):
        return Force.REQUIRES if yes else Force.STATES
    return None
