"""The command `policy-assistant eval`."""

from collections.abc import Sequence

from assistant.api import UserError


def command(arguments: Sequence[str]) -> int:
    """Not built yet: says so."""
    raise UserError("eval: the eval suites are not built yet")
