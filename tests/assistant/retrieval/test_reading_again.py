"""A passage of several rules is read again sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.chunking.passage import passages, sentences
from assistant.decision.verdict import carried_force
from assistant.flow import Evidence, Hit, Question
from assistant.models.protocols import VERDICT_CLASSES
from assistant.policy.layers import Force, force
from assistant.policy.model import Span
from assistant.policy.reading import read_policy
from assistant.retrieval.reranking import read_again
from tests.fakes import OverlapReranker

HEAD = "---\nid: phones\ntitle: Phones\n---\n\n# Phones\n\n## Calls\n\n"
WORD = st.text("abcdefghij", min_size=2, max_size=8)
SENTENCE = st.lists(WORD, min_size=1, max_size=14).map(lambda words: " ".join(words).capitalize() + ".")


def hit_of(text: str) -> Hit:
    policy = read_policy(f"{HEAD}- 1.1 {text}\n")
    clause = policy.clauses[0]
    verdicts = OverlapReranker().judge("", [clause.text])[0].verdict
    return Hit(policy, clause, clause.span, clause.text, 0.9, Evidence(0, 0, 0, 0), verdicts)


def test_the_sentence_that_answers_gives_the_verdict() -> None:
    hit = hit_of("Personal calls within the country are allowed on any phone. Calls abroad must be paid for by the user of the phone.")
    for asked, expected, carried in (
        ("personal calls within the country", "permitted", Force.PERMITS),
        ("calls abroad paid for by the user", "required", Force.REQUIRES),
    ):
        (read,) = read_again(Question(asked, asked, asked), [hit], OverlapReranker())
        assert read.sentence is not None and read.sentence_verdicts is not None
        assert VERDICT_CLASSES[int(read.sentence_verdicts.argmax())] == expected
        assert carried_force(read) is carried
        assert read.span == hit.span


def test_a_single_sentence_is_left_as_it_was() -> None:
    hit = hit_of("Calls abroad must be paid for by the user of the phone.")
    assert read_again(Question("a", "a", "a"), [hit], OverlapReranker()) == [hit]
    assert carried_force(hit) is force(hit.clause)


@given(st.lists(SENTENCE, min_size=1, max_size=6))
def test_sentences_are_parts_of_the_passage_in_order(found: list[str]) -> None:
    policy = read_policy(f"{HEAD}- 1.1 {' '.join(found)}\n")
    clause = policy.clauses[0]
    for passage in passages(policy):
        parts = sentences(clause, passage.span, policy.text)
        assert len(parts) != 1
        assert parts == sorted(parts, key=lambda part: part[0].start)
        joined = " ".join(span.of(policy.text) for span, _ in parts)
        assert not parts or joined.split() == passage.span.of(policy.text).split()
        for span, statement in parts:
            assert isinstance(span, Span)
            assert statement.endswith(span.of(policy.text))
