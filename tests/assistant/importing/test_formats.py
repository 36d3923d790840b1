"""A policy written in each format comes back with its words, its numbers and its lead-ins."""

from pathlib import Path

import pytest

from assistant.importing.importer import import_file
from assistant.policy.model import Policy, words
from assistant.policy.reading import read_policy
from tests.assistant.importing.documents import FORMATS, lines_of, paragraph, word_file, write
from tests.assistant.importing.make_sources import SOURCES, canonical

POLICIES = ("staff-conduct", "whistleblowing", "acceptable-use")


def plain(format: str, text: str) -> str:
    """The text as the format's writer can write it: the PDF's font has no curly quotes."""
    return text.replace("’", "'").replace("–", "-").replace("£", "GBP ") if format == "pdf" else text


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("format", FORMATS)
def test_round_trip(format: str, name: str, corpus: Path, tmp_path: Path) -> None:
    policy = read_policy((corpus / "policies" / f"{name}.md").read_text(encoding="utf-8"))
    source = write(tmp_path, f"policy.{format}", FORMATS[format](lines_of(policy)))
    back = read_policy(Path(import_file(source, tmp_path / "corpus").path).read_text(encoding="utf-8"))
    left = [word for line in lines_of(policy) for word in words(plain(format, f"{line[2]} {line[3]}"))]
    right = words(back.text.split("---\n", 2)[2])
    assert right == left
    wanted = {clause.number: words(plain(format, clause.text)) for clause in policy.clauses if clause.printed}
    found = {clause.number: words(clause.text) for clause in back.clauses}
    assert {number: found.get(number) for number in wanted} == wanted
    assert [words(line[3]) for line in lines_of(back) if line[0] == "heading"] == [
        words(plain(format, line[3])) for line in lines_of(policy) if line[0] == "heading"
    ]


LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, (kind, text) in enumerate([("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")])
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="P2"><w:name w:val="Clause"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def imported(raw: bytes, tmp_path: Path) -> Policy:
    return read_policy(Path(import_file(write(tmp_path, "x.docx", raw), tmp_path / "corpus").path).read_text(encoding="utf-8"))


def test_automatic_numbers_resume_after_bullets_and_come_from_styles(tmp_path: Path) -> None:
    body = (
        paragraph("Scope", style="H1")
        + paragraph("Staff must not:", style="P2")
        + paragraph("shout;", "1", 2)
        + paragraph("run, including", "1", 2)
        + paragraph("indoors", "1", 3)
        + paragraph("Be kind.", style="P2")
        + paragraph("a bullet", "2")
        + paragraph("Be early.", style="P2")
        + paragraph("Times", style="H1")
        + paragraph("Nine o'clock.", style="P2")
        + paragraph("Restarted.", "3", 1)
    )
    policy = imported(word_file(body, NUMBERING, STYLES), tmp_path)
    assert [section.title for section in policy.sections] == ["1 Scope", "2 Times"]
    assert [clause.number for clause in policy.clauses] == ["1.1", "1.1(a)", "1.1(b)", "1.1(b)(i)", "1.2", "1.2(a)", "1.3", "2.1", "2.7"]
    assert policy.clause("1.1(b)(i)").lead_ins == ("Staff must not:", "run, including")


def test_tracked_changes_boxes_fields_and_notes_are_read_once(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Staff must </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t>always </w:t></w:r></w:ins>"
        "<w:smartTag><w:r><w:t>sign</w:t></w:r></w:smartTag><w:hyperlink><w:r><w:t> in</w:t></w:r></w:hyperlink>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>'
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>At reception.</w:t></w:r></w:p></w:footnote>'
    policy = imported(word_file(body, footnotes=notes), tmp_path)
    assert [clause.text for clause in policy.clauses] == ["Staff must always sign in", "In the box.", "At reception."]


def test_table_rows_stand_under_their_header(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells) + "</w:tr>"

    body = (
        paragraph("Time limits:")
        + f"<w:tbl>{row('Stage', 'Limit')}{row('Informal', '5 days')}{row('Formal', '10 days')}</w:tbl>"
        + paragraph("After it.")
    )
    policy = imported(word_file(body), tmp_path)
    rows = [clause for clause in policy.clauses if " | " in clause.text]
    assert [clause.text for clause in rows] == ["Stage | Limit", "Informal | 5 days", "Formal | 10 days"]
    assert rows[2].lead_ins[-1] == "Stage | Limit"
    assert policy.clauses[-1].lead_ins == ()


@pytest.mark.parametrize(
    ("marks", "depths"),
    [
        (["Must:", "(a) x", "(b) x", "(i) x", "(ii) x", "(c) x"], [0, 1, 1, 2, 2, 1]),
        (["Must:", "(g) x", "(h) x", "(i) x", "(j) x"], [0, 1, 1, 1, 1]),
        (["1. x", "2. x", "\nWords between.\n", "3. x"], [0, 0, 0, 0]),
        (["1.1 x", "1.2 Staff must:", "(a) x", "1.3 x"], [0, 0, 1, 0]),
    ],
)
def test_markers_to_depths(marks: list[str], depths: list[int], tmp_path: Path) -> None:
    source = write(tmp_path, "x.txt", ("Rules\n\n" + "\n".join(marks)).encode())
    policy = read_policy(Path(import_file(source, tmp_path / "corpus").path).read_text(encoding="utf-8"))
    assert [clause.depth for clause in policy.clauses] == depths


@pytest.mark.parametrize("name", SOURCES)
def test_the_kept_source_files_come_in_as_the_policies_held(name: str, corpus: Path, tmp_path: Path) -> None:
    """corpus/sources/ holds model policies as files; a policy that was edited needs make_sources.py again."""
    held, format = canonical(name), SOURCES[name]
    back = read_policy(Path(import_file(corpus / "sources" / f"{name}.{format}", tmp_path).path).read_text(encoding="utf-8"))
    wanted = {clause.number: words(plain(format, clause.text)) for clause in held.clauses}
    assert {clause.number: words(clause.text) for clause in back.clauses} == wanted
