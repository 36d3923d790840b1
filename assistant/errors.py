"""Errors of the assistant.

AssistantError          anything the assistant raises on purpose
└── UserError           a person can mend it; shown as one line, exit status 2, never a traceback
    └── UnusableIndex   an index of another version, or one that has lost writes; building it again mends it
"""


class AssistantError(Exception):
    """Anything that the assistant raises on purpose."""


class UserError(AssistantError):
    """A mistake that a person can mend: one line that says what is wrong, where, and what to do."""


class UnusableIndex(UserError):
    """An index that is there and cannot be used: of another version, or not whole."""
