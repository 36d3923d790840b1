"""Training data as groups: the passages of one policy and the questions asked about them."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.chunking.passage import passages
from assistant.corpus.loading import load_corpus

DATA = Path(__file__).parent / "data"
ROUTES = ("policy", "child_risk", "self_harm", "harassment", "threat", "hacked", "chat", "clarify", "refuse")
ASIDE = ("signposted", "clarify", "chat")
SEED = "aspire-social-media"
"""The seed's rows in policies.jsonl; its bank in corpus/questions/ is used in their place."""


@dataclass
class Example:
    """A question with its gold: groups of alternatives, as places in the group's passages. `near` are hard negatives;
    `candidates` and `scores` are filled by an embedder before the reranker is trained."""

    text: str
    gold: list[list[int]]
    near: list[int]
    verdict: str
    owner: str = ""
    """The policy that it was written to, where the group holds several."""
    candidates: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    gold_score: float = 0.0
    """The best score of its gold."""


@dataclass
class Group:
    """One policy."""

    id: str
    passages: list[str]
    examples: list[Example]
    titles: list[str]
    """The title of each passage's policy."""
    owners: list[str] = field(default_factory=list)
    """The policy of each passage, where the group holds several."""


def together(groups: Sequence[Group], id: str = "corpus") -> Group:
    """Policies that are asked together, as one group."""
    passages, titles, owners, examples = [], [], [], []
    for group in groups:
        offset = len(passages)
        passages += group.passages
        titles += group.titles
        owners += [group.id] * len(group.passages)
        for example in group.examples:
            gold = [[offset + place for place in places] for places in example.gold]
            examples.append(Example(example.text, gold, [offset + place for place in example.near], example.verdict, group.id))
    return Group(id, passages, examples, titles, owners)


RARE = ("permitted", "conditional", "recommended")
"""Verdicts that a sample draws twice as often: readers err most between them."""


def sampled(groups: Sequence[Group], share: float, seed: int = 1) -> list[Group]:
    """The groups with a random share of their questions, twice the share of those with a rare verdict."""
    draw = random.Random(seed)
    return [
        replace(group, examples=[item for item in group.examples if draw.random() < share * (2 if item.verdict in RARE else 1)])
        for group in groups
    ]


def statement(clause: dict[str, Any]) -> str:
    """A clause of the training files as the product embeds one."""
    head = " > ".join(name for name in clause["headings"] if name)
    lead = f"{clause['lead_in'].strip()} " if clause.get("lead_in") else ""
    return f"{head}: {lead}{clause['text'].strip()}" if head else f"{lead}{clause['text'].strip()}"


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def policy_rows(files: str = "policies*.jsonl") -> Iterator[dict[str, Any]]:
    """Policies with their questions, of every file that is trained on, or of the files named by a pattern."""
    for path in sorted(DATA.glob(files)):
        yield from rows(path)


def written_groups() -> list[Group]:
    """The policies written for training, but the seed."""
    groups = []
    for row in policy_rows():
        if row["policy_id"] == SEED:
            continue
        place = {clause["number"]: index for index, clause in enumerate(row["clauses"])}
        examples = []
        for question in row["questions"]:
            if question["verdict"] in ASIDE:
                continue
            gold = [[place[number] for number in group if number in place] for group in question.get("clauses") or []]
            near = [place[number] for number in question.get("hard_negatives") or [] if number in place]
            text = question.get("standalone_question") or question["question"]
            examples.append(Example(text, [group for group in gold if group], near, question["verdict"]))
        found = [statement(clause) for clause in row["clauses"]]
        groups.append(Group(row["policy_id"], found, examples, [row["title"]] * len(found)))
    return groups


def corpus_groups(root: Path, keep: Callable[[str], bool] = lambda text: True) -> list[Group]:
    """The corpus's policies with the kept questions of their banks."""
    corpus = load_corpus(root)
    groups = []
    for bank in corpus.banks:
        policy = corpus.by_id[bank.policy_id]
        pieces = passages(policy)
        place: dict[str, list[int]] = {}
        for index, piece in enumerate(pieces):
            place.setdefault(piece.clause, []).append(index)
        examples = []
        for question in bank.questions:
            if not keep(question.text):
                continue
            first = place.get(question.clause, [])
            if question.sentence:
                first = [i for i in first if question.sentence in pieces[i].span.of(policy.text)] or first
            gold = [group for group in (first, *(place.get(number, []) for number in question.also)) if group]
            if gold:
                examples.append(Example(question.text, gold, [], question.verdict))
        for miss in bank.near_misses:
            if keep(miss.text):
                near = [i for number in miss.near for i in place.get(number, [])][:2]
                examples.append(Example(miss.text, [], near, "not_covered"))
        groups.append(Group(policy.id, [piece.embedded for piece in pieces], examples, [policy.title] * len(pieces)))
    return groups


def routing_rows() -> list[tuple[str, str]]:
    """(message, route): the routing files, and small talk and vague messages of the policy files."""
    messages = [(str(row["question"]), str(row["route"])) for path in sorted(DATA.glob("routing*.jsonl")) for row in rows(path)]
    for policy in policy_rows():
        messages.extend(
            (question["question"], question["verdict"]) for question in policy["questions"] if question["verdict"] in ("chat", "clarify")
        )
    return messages
