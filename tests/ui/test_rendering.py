"""Answers and documents are untrusted text wherever they are shown."""

from assistant.api import Answer, Assistant, Citation, Status, Verdict
from ui.rendering import answer_html, policy_html

BAD = "<script>alert(1)</script>"


def test_markup_in_an_answer_is_inert() -> None:
    citation = Citation("x", BAD, None, "model", BAD, (BAD,), BAD, 0, 1, BAD)
    html = answer_html(Answer(BAD, BAD, Status.ANSWERED, Verdict.PROHIBITED, BAD, (citation,), 1.0))
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "<script>" not in answer_html(Answer(BAD, BAD, Status.NOT_COVERED, None, BAD, (), 1.0))


def test_reader_marks_exactly_the_quote(assistant: Assistant) -> None:
    policy = assistant.policies["social-media"]
    clause = policy.clause("4.3.1(c)(ii)")
    html = policy_html(policy, clause.span.start, clause.span.end)
    assert html.count("<mark") == 1
    assert f'tabindex="-1">{clause.text}</mark>' in html
