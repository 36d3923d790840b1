"""Canonical Markdown to Policy: a line-based reader of headings and nested lists, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml

from assistant.errors import UserError
from assistant.policy.model import Clause, FrontMatter, Policy, Section, Span
from assistant.policy.numbering import Marker, derived, heading_number, is_absolute, parse_marker, relative

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)
_HEADING = re.compile(r"(#{1,6}) +(\S.*?)\s*$")
_ITEM = re.compile(r"( *)- +(\S.*?)\s*$")
_STATUSES = ("adopted", "draft", "model", "superseded")


@dataclass
class _Node:
    """A heading or an item while its number is being worked out."""

    text: str
    span: Span
    level: int
    is_heading: bool
    marker: Marker | None = None
    parent: "_Node | None" = None
    children: list["_Node"] = field(default_factory=list)
    number: str = ""
    printed: bool = False


def read_front_matter(text: str, where: str = "policy") -> FrontMatter:
    """Front matter of a canonical file. Raises UserError that names the field."""
    match = _FRONT.match(text)
    if match is None:
        raise UserError(f"{where}: no front matter; a policy starts with --- and its id and title")
    try:
        data = yaml.safe_load(match.group(1))
    except yaml.YAMLError as error:
        raise UserError(f"{where}: front matter is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(data, dict):
        raise UserError(f"{where}: front matter must be a list of fields")
    for name in ("id", "title"):
        if not data.get(name):
            raise UserError(f"{where}: front matter lacks {name}")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", str(data["id"])):
        raise UserError(f"{where}: id {data['id']!r} must be lower-case words joined by hyphens")
    status = str(data.get("status") or "adopted")
    if status not in _STATUSES:
        raise UserError(f"{where}: status {status!r} is not one of {', '.join(_STATUSES)}")
    source = data.get("source") or {}
    if not isinstance(source, dict):
        raise UserError(f"{where}: source must hold file and sha256")

    def one(name: str) -> str | None:
        value = data.get(name)
        return None if value in (None, "") else str(value)

    def many(name: str) -> tuple[str, ...]:
        value = data.get(name) or []
        return tuple(str(item) for item in (value if isinstance(value, list) else [value]))

    return FrontMatter(
        id=str(data["id"]),
        title=str(data["title"]),
        aliases=many("aliases"),
        owner=one("owner"),
        version=one("version"),
        status=status,
        prepared=one("prepared"),
        adopted=one("adopted"),
        effective_from=one("effective_from"),
        review_by=one("review_by"),
        review_cycle=one("review_cycle"),
        source_file=source.get("file"),
        source_sha256=source.get("sha256"),
        supersedes=one("supersedes"),
        related=many("related"),
        contacts=many("contacts"),
    )


def read_policy(text: str, path: str | None = None) -> Policy:
    """Parse a canonical file. Raises UserError that names the file and the line."""
    where = path or "policy"
    meta = read_front_matter(text, where)
    roots = _tree(text, where)
    _number(roots)
    sections: list[Section] = []
    clauses: list[Clause] = []
    for node in _walk(roots):
        headings = tuple(heading.text for heading in _headings_over(node) if heading.level > 0)
        if node.is_heading:
            sections.append(Section(node.number, node.text, node.level, node.span, headings))
            continue
        over = _items_over(node)
        section = next((heading.number for heading in reversed(_headings_over(node))), "0")
        clauses.append(
            Clause(
                number=node.number,
                printed=node.printed,
                text=node.span.of(text),
                span=node.span,
                depth=len(over),
                section=section,
                heading_path=headings,
                lead_ins=tuple(item.span.of(text) for item in over),
                parent=over[-1].number if over else None,
                children=tuple(child.number for child in node.children),
            )
        )
    return Policy(meta, text, tuple(sections), tuple(clauses), path)


def with_status(policy: Policy, status: str) -> Policy:
    """The same policy under another status, as a superseded one has."""
    return replace(policy, meta=replace(policy.meta, status=status))


def _tree(text: str, where: str) -> list[_Node]:
    front = _FRONT.match(text)
    assert front is not None
    offset = front.end()
    roots: list[_Node] = []
    headings: list[_Node] = []
    items: list[_Node] = []
    for number, line in enumerate(text[offset:].split("\n"), start=text[:offset].count("\n") + 1):
        start = offset
        offset += len(line) + 1
        if not line.strip():
            continue
        heading = _HEADING.match(line)
        item = _ITEM.match(line)
        if heading:
            items = []
            words = heading.group(2)
            begin = start + heading.start(2)
            node = _Node(words, Span(begin, begin + len(words)), len(heading.group(1)), True)
            while headings and headings[-1].level >= node.level:
                headings.pop()
            node.parent = headings[-1] if headings else None
            headings.append(node)
        elif item:
            words = item.group(2)
            marker = parse_marker(words)
            skip = marker.length if marker else 0
            begin = start + item.start(2) + skip
            indent = len(item.group(1)) // 2
            node = _Node(words[skip:], Span(begin, begin + len(words) - skip), indent, False, marker)
            while items and items[-1].level >= indent:
                items.pop()
            node.parent = items[-1] if items else (headings[-1] if headings else None)
            items.append(node)
        else:
            raise UserError(f"{where}: line {number} is neither a heading (#) nor a list item (-)")
        (node.parent.children if node.parent else roots).append(node)
    return roots


def _walk(nodes: list[_Node]) -> Iterator[_Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _headings_over(node: _Node) -> list[_Node]:
    found = [node] if node.is_heading else []
    up = node.parent
    while up is not None:
        if up.is_heading:
            found.insert(0, up)
        up = up.parent
    return [heading for heading in found if heading.level != 0]


def _items_over(node: _Node) -> list[_Node]:
    found: list[_Node] = []
    up = node.parent
    while up is not None and not up.is_heading:
        found.insert(0, up)
        up = up.parent
    return found


def _number(roots: list[_Node]) -> None:
    """Give every node its number; numbers end up unique within the policy."""
    tops = [node for node in roots if node.is_heading]
    if len(tops) == 1 and tops[0].level == 1 and heading_number(tops[0].text) is None:
        # The one top heading is the document's title: it has no number and is in nobody's path.
        title = tops[0]
        title.level = 0
        title.number = "0"
        scope = [node for node in roots if node is not title] + title.children
    else:
        scope = roots
    singles = [n.marker.value for n in _walk(roots) if n.marker and n.marker.kind == "integer" and not _items_over(n)]
    running = len(singles) > 1 and len(set(singles)) == len(singles)
    taken: set[str] = set()
    _number_scope(scope, "", running, taken)


def _number_scope(nodes: list[_Node], prefix: str, running: bool, taken: set[str]) -> None:
    headings = [node for node in nodes if node.is_heading]
    mixed = any(heading_number(node.text) for node in headings)
    ordinal = 0
    before_sections = 0
    spare = 0
    for node in nodes:
        if node.is_heading:
            found = heading_number(node.text)
            if found:
                number = found[0]
                node.printed = True
            elif mixed:
                spare += 1
                number = f"{prefix}.S{spare}" if prefix else f"S{spare}"
            else:
                ordinal += 1
                number = f"{prefix}.{ordinal}" if prefix else str(ordinal)
            node.number = number
            _number_scope(node.children, number, running, taken)
            continue
        marker = node.marker
        base = prefix or "0"
        if marker and is_absolute(marker):
            number = marker.value
        elif marker and marker.kind == "integer":
            number = marker.value if running else f"{base}.{marker.value}"
        elif marker:
            number = base + relative(marker)
        elif prefix:
            ordinal += 1
            number = f"{base}.{ordinal}"
        else:
            before_sections += 1
            number = f"{base}.{before_sections}"
        node.printed = marker is not None
        node.number = _unique(number, base, taken)
        _number_items(node, taken)


def _number_items(node: _Node, taken: set[str]) -> None:
    for ordinal, child in enumerate(node.children, start=1):
        marker = child.marker
        if marker and is_absolute(marker):
            number = marker.value
        elif marker:
            number = node.number + relative(marker)
        else:
            number = derived(node.number, ordinal)
        child.printed = marker is not None
        child.number = _unique(number, node.number, taken)
        _number_items(child, taken)


def _unique(number: str, prefix: str, taken: set[str]) -> str:
    """A number not yet given: a restarted numbering (an appendix, say) is told apart by what it stands under."""
    if number in taken:
        number = f"{prefix}/{number}"
    candidate, again = number, 1
    while candidate in taken:
        again += 1
        candidate = f"{number}#{again}"
    taken.add(candidate)
    return candidate
