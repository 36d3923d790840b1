"""Whom to ask: roles with contact details that a person sets, shown as "not set" until then, never invented."""

from dataclasses import dataclass
from typing import Any

from assistant.errors import UserError


@dataclass(frozen=True)
class Contact:
    """A role of the Trust. What is not set is None."""

    role: str
    title: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None

    def line(self) -> str:
        """How it is shown: title, then what is set of name, phone and e-mail."""
        details = ", ".join(item for item in (self.name, self.phone, self.email) if item)
        return f"{self.title} ({details or 'contact details not set'})"


@dataclass(frozen=True)
class Contacts:
    """All roles."""

    roles: tuple[Contact, ...] = ()

    def line(self, role: str) -> str:
        """The role's line; its bare name where the file lacks it."""
        found = next((contact for contact in self.roles if contact.role == role), None)
        return (found or Contact(role, role.replace("-", " "))).line()


def read_contacts(data: Any, where: str) -> Contacts:
    """Parse contacts.yaml. Raises UserError naming the file and the role."""
    roles = (data or {}).get("roles") or {}
    entries = roles.items() if isinstance(roles, dict) else ((row.get("role"), row) for row in roles)
    found = []
    for role, row in entries:
        if not isinstance(row, dict):
            raise UserError(f"{where}: role {role} needs title, name, phone, email")
        details = {name: str(row[name]) if row.get(name) else None for name in ("name", "phone", "email")}
        found.append(Contact(str(role), str(row.get("title") or role), **details))
    return Contacts(tuple(found))
