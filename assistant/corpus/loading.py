"""The corpus folder: policies, question banks, glossary, manifest of policies not held, contacts."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from assistant.corpus.questions import QuestionBank, read_bank
from assistant.errors import UserError
from assistant.policy.model import Policy
from assistant.policy.reading import read_policy

POLICIES, QUESTIONS, SUPERSEDED = "policies", "questions", "superseded"


@dataclass(frozen=True)
class Corpus:
    """Everything that the index is built from. `policies` are those in force; `superseded` stay citable by date."""

    root: Path
    policies: tuple[Policy, ...]
    banks: tuple[QuestionBank, ...]
    digest: str

    @cached_property
    def by_id(self) -> dict[str, Policy]:
        return {policy.id: policy for policy in self.policies}

    @cached_property
    def bank_by_id(self) -> dict[str, QuestionBank]:
        return {bank.policy_id: bank for bank in self.banks}


def load_text(path: Path) -> str:
    """A UTF-8 text file. Raises UserError naming the file."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error


def load_yaml(path: Path) -> Any:
    """A YAML file, or {} where there is none. Raises UserError naming the file and line."""
    if not path.exists():
        return {}
    try:
        return yaml.load(load_text(path), Loader=_LOADER) or {}
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML: {' '.join(str(error).split())}") from error


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def policy_files(root: Path) -> list[Path]:
    """Canonical files in force, sorted by name. Raises UserError where the folder is missing."""
    folder = root / POLICIES
    if not root.is_dir():
        raise UserError(f"{root}: no such corpus folder; name one with --corpus, or make it with: policy-assistant import FILE")
    if not folder.is_dir():
        raise UserError(f"{root}: holds no policies/ folder; make it with: policy-assistant import FILE --corpus {root}")
    return sorted(path for path in folder.glob("*.md") if path.is_file())


def corpus_digest(root: Path) -> str:
    """Hash over the names and bytes of everything that the index is built from."""
    whole = hashlib.sha256()
    files: Iterable[Path] = [*policy_files(root), *sorted((root / QUESTIONS).glob("*.yaml"))]
    for path in files:
        whole.update(path.name.encode() + b"\0")
        try:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    return whole.hexdigest()


def load_policy(path: Path) -> Policy:
    """One canonical file. Raises UserError naming the file."""
    return read_policy(load_text(path).replace("\r\n", "\n"), str(path))


def load_corpus(root: Path) -> Corpus:
    """The whole corpus. Raises UserError for a missing folder, an empty one, or two policies with one id."""
    digest = corpus_digest(root)
    policies: dict[str, Policy] = {}
    for path in policy_files(root):
        policy = load_policy(path)
        if policy.id in policies:
            raise UserError(f"{path}: id {policy.id} is taken by {policies[policy.id].path}")
        policies[policy.id] = policy
    if not policies:
        raise UserError(f"{root}: holds no policies; add one with: policy-assistant import FILE --corpus {root}")
    banks = []
    for path in sorted((root / QUESTIONS).glob("*.yaml")):
        bank = read_bank(load_yaml(path), str(path))
        if bank.policy_id in policies:
            banks.append(bank)
    held = tuple(policy for policy in policies.values() if policy.meta.status != "superseded")
    return Corpus(root, held, tuple(banks), digest)


def load_superseded(root: Path) -> list[Policy]:
    """Earlier versions, kept so that an answer of the past can still be shown."""
    return [load_policy(path) for path in sorted((root / POLICIES / SUPERSEDED).glob("*.md"))]
