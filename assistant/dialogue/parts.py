"""A message that asks two things is looked up twice: "when must they answer, and who hears the appeal?".

By form alone: each question within the message, with what the message says before it asks. Where the second leans on the first
("... and what happens if I do?") it says nothing alone, and finds no clause of its own.
"""

import re

MOST = 3
"""Questions of one message that are looked up."""
FEWEST_WORDS = 3
_ASKS = (
    r"(?:what(?:[’']?s)?|when|where|who(?:[’']?s)?|whom|whose|why|how|which|is|are|am|was|were|do|does|did|can|could|may|might|must|should|shall|will|would"
    r"|(?:has|have|had)(?= (?:i|we|you|they|he|she|it|anyone|anybody|the|my|our)\b)|by when|for how|(?:at|in) which|to whom|on what|(?:is|are|do|ca|wo|does)n[’']t)"
)
_OPENS = re.compile(rf"^\W*(?:(?:and|but|or|so|also|plus|then|ok|right)\b)?\W*{_ASKS}\b", re.I)
_BETWEEN = re.compile(
    rf"\s*(?:,\s*(?:and|but|or|plus|also|then)?|;|\s[-–]\s|\band\b|\bbut\b|\bplus\b|\bor\b)\s+(?:also\s+|then\s+|if so\s*,?\s*|so\s+)?(?={_ASKS}\b)",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def parts(message: str) -> tuple[str, ...]:
    """The questions in a message, each standing alone; empty where it asks one thing."""
    told: list[str] = []
    asked: list[str] = []
    for sentence in _SENTENCE.split(message.strip()):
        before, colon, rest = sentence.partition(":")
        if colon and rest.strip() and not _OPENS.match(before):
            told.append(before.strip())
            sentence = rest.strip()
        pieces = [piece for piece in (piece.strip(" ,") for piece in _BETWEEN.split(sentence)) if piece]
        if not pieces:
            continue
        alone = len(pieces) == 1 and sentence.endswith("?")
        (asked if _OPENS.match(pieces[0]) or alone else told).append(pieces[0])
        asked.extend(pieces[1:])
    whole = [piece for piece in asked if len(piece.split()) >= FEWEST_WORDS][:MOST]
    if len(whole) < 2:
        return ()
    context = " ".join(f"{piece.rstrip('.!')}." for piece in told)
    return tuple(f"{context} {piece.strip(' .?!')}?".strip() for piece in whole)
