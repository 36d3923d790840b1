"""The words of every kind of reply."""

from assistant.answer import Status
from assistant.citing import cite_hit
from assistant.corpus.contacts import Contacts
from assistant.flow import Decision, Draft, Question
from assistant.writing.extractive import clause_words, nearest_words, notices, write
from assistant.writing.fixed import fixed


class Composer:
    """Writes a draft for a decision; fixed texts name roles, whose details come from contacts.yaml."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    def write(self, question: Question, decision: Decision) -> Draft:
        """The draft of a reply."""
        del question
        if decision.status is Status.ANSWERED:
            return write(decision)
        key, _, policy = decision.cause.partition(":")
        text = fixed(key)
        parts = [text.text.replace("{policy}", policy)]
        if text.roles:
            parts.append("Contacts: " + "; ".join(self._contacts.line(role) for role in text.roles) + ".")
        lead = "\n\n".join(parts)
        beneath = tuple(cite_hit(hit) for hit in decision.carrying)
        said = notices(decision, beneath)
        if beneath:
            parts.extend(["What the policies say:", *map(clause_words, beneath), *said])
        nearest = tuple(cite_hit(hit) for hit in decision.nearest)
        if nearest:
            parts.append(nearest_words(nearest))
        return Draft("\n\n".join(parts), beneath, nearest, said, lead)
