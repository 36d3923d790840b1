"""Errors of the assistant.

AssistantError          anything the assistant raises on purpose
└── UserError           a person can mend it; shown as one line, exit status 2, never a traceback
"""


class AssistantError(Exception):
    """Anything that the assistant raises on purpose."""


class UserError(AssistantError):
    """A mistake that a person can mend: one line that says what is wrong, where, and what to do."""
