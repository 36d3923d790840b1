"""Values to escaped HTML: answers and documents are untrusted text wherever they are shown."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from assistant.api import Answer, Citation, Policy, Status, Verdict

LABELS = {
    Verdict.PROHIBITED: ("✕", "Not allowed"),
    Verdict.PERMITTED: ("✓", "Allowed"),
    Verdict.CONDITIONAL: ("◐", "It depends"),
    Verdict.REQUIRED: ("!", "Required"),
    Verdict.RECOMMENDED: ("➜", "Advised"),
}


def answer_html(answer: Answer) -> str:
    """A reply for the chat: verdict in words, each clause with its quote and a link that opens it in the policy."""
    if answer.status is not Status.ANSWERED:
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in (answer.lead or answer.answer).split("\n\n"))
        beneath = "".join(map(citation_html, answer.citations))
        near = "".join(map(citation_html, answer.nearest[:1]))
        note = "".join(f'<p class="pa-note">{escape(notice)}</p>' for notice in answer.notices)
        shown = (f"<p>What the policies say:</p>{beneath}{note}" if beneath else "") + (
            f'<details class="pa-near"><summary>The nearest clause, which is not an answer to this</summary>{near}</details>'
            if near
            else ""
        )
        return f'<div class="pa-reply pa-{answer.status}">{paragraphs}{shown}</div>'
    sign, label = LABELS[answer.verdict] if answer.verdict else ("i", "What the policy says")
    cited = "".join(citation_html(citation) for citation in answer.citations)
    note = "".join(f'<p class="pa-note">{escape(notice)}</p>' for notice in answer.notices)
    return f'<div class="pa-reply"><p class="pa-verdict pa-{answer.verdict or "fact"}"><span aria-hidden="true">{sign}</span> {label}</p>{cited}{note}</div>'


def clause_link(citation: Citation) -> str:
    """Address of the reader, at the quote."""
    return f"policies/{quote(citation.policy_id)}?start={citation.start}&end={citation.end}#quote"


def citation_html(citation: Citation) -> str:
    """A quote with what governs it and where it stands."""
    over = f'<span class="pa-over">{escape(citation.lead_in)} </span>' if citation.lead_in else ""
    path = escape(" › ".join((citation.policy_title, *citation.heading_path)))
    return (
        f'<blockquote class="pa-quote">{over}<q>{escape(citation.quote)}</q></blockquote>'
        f'<p class="pa-source"><a href="{escape(clause_link(citation))}" target="_blank" rel="noopener">Clause {escape(citation.clause)}</a> · {path}</p>'
    )


def standing(policy: Policy) -> str:
    """What the policy is: its status, version and dates, as far as it states them."""
    meta = policy.meta
    said = [
        "Model text, not adopted by the Trust: to be replaced by the Trust's own policy"
        if meta.status == "model"
        else f"Status: {meta.status}"
    ]
    said.extend(
        f"{label} {value}"
        for label, value in (
            ("version", meta.version),
            ("prepared", meta.prepared),
            ("adopted", meta.adopted),
            ("review by", meta.review_by),
        )
        if value
    )
    if not meta.adopted and meta.status != "model":
        said.append("adoption date not stated")
    if any(not clause.printed for clause in policy.clauses):
        said.append("numbers that the document does not print are derived from its structure")
    return "; ".join(said) + "."


def policies_html(policies: Iterable[Policy]) -> str:
    """The list of policies held."""
    rows = "".join(
        f'<li><a href="policies/{quote(policy.id)}">{escape(policy.title)}</a><br><span class="pa-note">{escape(standing(policy))}</span></li>'
        for policy in sorted(policies, key=lambda policy: policy.title)
    )
    return f'<p><a href="./">Back to the chat</a></p><h1>Policies held</h1><ul>{rows}</ul>'


def policy_html(policy: Policy, start: int, end: int) -> str:
    """The whole policy, with the quoted span marked."""
    parts = [
        '<p><a href="../policies">All policies</a></p>',
        f"<h1>{escape(policy.title)}</h1>",
        f'<p class="pa-note">{escape(standing(policy))}</p>',
    ]
    shown = [
        (section.span.start, f"<h{min(6, section.level + 1)}>{escape(section.title)}</h{min(6, section.level + 1)}>")
        for section in policy.sections
        if section.level > 0
    ]
    for clause in policy.clauses:
        low, high = max(start, clause.span.start), min(end, clause.span.end)
        words = escape(clause.text)
        if low < high:
            cut = [policy.text[clause.span.start : low], policy.text[low:high], policy.text[high : clause.span.end]]
            words = f'{escape(cut[0])}<mark id="quote" tabindex="-1">{escape(cut[1])}</mark>{escape(cut[2])}'
        shown.append(
            (
                clause.span.start,
                f'<p class="pa-clause" style="margin-left:{clause.depth * 1.5}rem"><b>{escape(clause.number)}</b> {words}</p>',
            )
        )
    parts.extend(html for _, html in sorted(shown))
    return "\n".join(parts)
