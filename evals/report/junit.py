"""JUnit XML: a testcase a case."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from evals.records import Case, Outcome


def junit(cases: Sequence[Case], outcomes: Sequence[Outcome], fell: Mapping[tuple[str, str], list[str]]) -> str:
    """The document."""
    given = {(outcome.suite, outcome.case): outcome.answer for outcome in outcomes}
    root = ElementTree.Element("testsuites", tests=str(len(cases)), failures=str(len(fell)))
    suites: dict[str, ElementTree.Element] = {}
    for case in cases:
        if case.suite not in suites:
            members = [other for other in cases if other.suite == case.suite]
            failures = sum((case.suite, other.id) in fell for other in members)
            suites[case.suite] = ElementTree.SubElement(root, "testsuite", name=case.suite, tests=str(len(members)), failures=str(failures))
        node = ElementTree.SubElement(
            suites[case.suite], "testcase", classname=case.suite, name=f"{case.id}: {_plain(case.question)[:120]}"
        )
        answer = given.get((case.suite, case.id))
        if (case.suite, case.id) in fell:
            missed = ", ".join(fell[case.suite, case.id])
            failure = ElementTree.SubElement(node, "failure", message=missed)
            failure.text = _plain(
                f"expected {case.status} {case.verdict} {case.clauses}; given {answer and answer['status']} {answer and answer['verdict']}"
            )
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        character for character in text if character in "\t\n" or " " <= character < "\ud800" or "\ue000" <= character < "\ufffe"
    )
