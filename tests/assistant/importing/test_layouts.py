"""What real files do: layouts that people use, and what becomes of them."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from assistant.importing.importer import import_file
from assistant.policy.layers import Force, force
from assistant.policy.model import Policy
from assistant.policy.reading import read_policy
from tests.assistant.importing.documents import Lines, as_pdf, paragraph, word_file, write


def imported(name: str, raw: bytes, tmp_path: Path) -> Policy:
    return read_policy(Path(import_file(write(tmp_path, name, raw), tmp_path / "corpus").path).read_text(encoding="utf-8"))


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_a_heading_carries_its_force_to_the_list_below(tmp_path: Path) -> None:
    page = (
        "<main><h1>Phones</h1><h2>Do not</h2><ul><li>film pupils</li></ul><h2>You can</h2><ul><li>text at lunch</li></ul>"
        "<h2>Forbidden</h2><p>Smoking.</p></main>"
    )
    policy = imported("x.html", f"<html><body>{page}</body></html>".encode(), tmp_path)
    assert [force(clause) for clause in policy.clauses] == [Force.PROHIBITS, Force.PERMITS, Force.PROHIBITS]


def test_a_lead_in_of_one_word_carries_its_force(tmp_path: Path) -> None:
    policy = imported("x.txt", b"Phones\n\nForbidden:\n\n- filming pupils\n- ringing home\n\nAllowed:\n\n- texting at lunch\n", tmp_path)
    items = [clause for clause in policy.clauses if clause.lead_ins]
    assert [force(clause) for clause in items] == [Force.PROHIBITS, Force.PROHIBITS, Force.PERMITS]


@pytest.mark.parametrize(
    ("question", "reply", "expected"),
    [
        ("Can I use my phone in class?", "No. Phones stay in lockers.", Force.PROHIBITS),
        ("Can I use my phone in class?", "Yes, unless a pupil is present.", Force.CONDITIONS),
        ("Am I allowed to text at lunch?", "Yes.", Force.PERMITS),
        ("Do I have to sign in?", "Yes, at reception.", Force.REQUIRES),
        ("Do I have to sign in?", "No.", Force.STATES),
        ("Can I ask someone?", "The office opens at nine.", Force.STATES),
    ],
)
def test_a_question_as_heading_is_answered_by_what_stands_below(question: str, reply: str, expected: Force, tmp_path: Path) -> None:
    policy = imported("x.html", f"<html><body><main><h1>FAQ</h1><h2>{question}</h2><p>{reply}</p></main></body></html>".encode(), tmp_path)
    assert policy.clauses[0].heading_path[-1] == question
    assert force(policy.clauses[0]) is expected


def test_prose_without_numbers_is_clauses_by_paragraph(tmp_path: Path) -> None:
    policy = imported("x.txt", b"Our way\n\nPhones are useful. We ask for care.\n\nNobody may film a pupil. Ask if unsure.\n", tmp_path)
    assert [clause.number for clause in policy.clauses] == ["0.1", "0.2"]
    assert force(policy.clauses[1]) is Force.PROHIBITS


def test_numbers_typed_by_hand_with_tabs(tmp_path: Path) -> None:
    text = "Rules\n\n1\tScope\n\n1.1\tStaff must sign in.\n\n1.2\tStaff must not:\n\t(a)\trun\n\t(b)\tshout\n\n2\tTimes\n\n2.1\tNine o'clock.\n"
    policy = imported("x.txt", text.encode(), tmp_path)
    assert [clause.number for clause in policy.clauses] == ["1.1", "1.2", "1.2(a)", "1.2(b)", "2.1"]
    assert policy.clause("1.2(b)").lead_ins == ("Staff must not:",)


def test_two_columns_of_must_and_must_not_are_a_rule_with_two_sides(tmp_path: Path) -> None:
    table = f"<w:tbl>{row(cell('You must'), cell('You must not'))}{row(cell('lock it'), cell('film'))}</w:tbl>"
    policy = imported("x.docx", word_file(paragraph("Rules for phones") + table), tmp_path)
    assert policy.clauses[-1].text == "lock it | film"
    assert policy.clauses[-1].lead_ins[-1] == "You must | You must not"
    assert force(policy.clauses[-1]) is Force.CONDITIONS


def test_merged_cells_are_read_once(tmp_path: Path) -> None:
    table = row(cell("Stage"), cell("Who"), cell("When"))
    table += row(cell("One", '<w:vMerge w:val="restart"/>'), cell("Head"), cell("5 days"))
    table += row(cell("", "<w:vMerge/>"), cell("Chair"), cell("9 days")) + row(cell("Ends here", '<w:gridSpan w:val="3"/>'))
    policy = imported("x.docx", word_file(paragraph("Stages:") + f"<w:tbl>{table}</w:tbl>"), tmp_path)
    whole = " ".join(clause.text for clause in policy.clauses)
    assert whole.count("One") == whole.count("Ends here") == 1
    assert "Head | 5 days" in whole
    assert "Chair | 9 days" in whole


def test_strict_open_xml(tmp_path: Path) -> None:
    out = BytesIO()
    raw = word_file(paragraph("Rules") + paragraph("Staff must sign."))
    with zipfile.ZipFile(BytesIO(raw)) as package, zipfile.ZipFile(out, "w") as strict:
        for name in package.namelist():
            told = package.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
            strict.writestr(name, told)
    assert [clause.text for clause in imported("x.docx", out.getvalue(), tmp_path).clauses] == ["Rules", "Staff must sign."]


def test_soft_breaks_hyphens_and_hard_spaces(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Staff must</w:t><w:br/><w:t>sign\u00a0in at co\u00adoperative</w:t><w:noBreakHyphen/><w:t>desk.</w:t></w:r></w:p>"
    )
    assert imported("x.docx", word_file(body), tmp_path).clauses[0].text == "Staff must sign in at cooperative-desk."


def test_markdown_list_numbered_one_throughout_under_a_skipped_level(tmp_path: Path) -> None:
    policy = imported("x.md", b"# Rules\n\n### Deep\n\n1. One thing.\n1. Two things.\n1. Three things.\n", tmp_path)
    assert [clause.text for clause in policy.clauses] == ["One thing.", "Two things.", "Three things."]
    assert len({clause.number for clause in policy.clauses}) == 3
    assert policy.clauses[0].heading_path == ("Deep",)


def test_pdf_in_two_columns_keeps_its_order(tmp_path: Path) -> None:
    from fpdf import FPDF

    rules = [
        f"1.{number} Staff must keep rule number {number}, " + "whatever the day or the weather may be, " * 4 for number in range(1, 25)
    ]
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", style="B", size=16)
    pdf.cell(0, 10, "Phones Policy", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", size=10)
    with pdf.text_columns(ncols=2, gutter=8, text_align="L") as columns:
        for rule in rules:
            columns.write(rule.rstrip(", ") + ".")
            columns.ln()
            columns.ln()
    policy = imported("x.pdf", bytes(pdf.output()), tmp_path)
    assert [clause.number for clause in policy.clauses] == [f"1.{number}" for number in range(1, 25)]
    assert all(clause.text.endswith("may be.") for clause in policy.clauses)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_encodings(encoding: str, tmp_path: Path) -> None:
    policy = imported("x.txt", "Café\n\nStaff mustn’t pay more than £5 – ever.\n".encode(encoding), tmp_path)
    assert policy.clauses[0].text == "Staff mustn’t pay more than £5 – ever."


def test_list_items_of_the_same_words_at_the_foot_of_every_page_are_no_footer(tmp_path: Path) -> None:
    lines: Lines = [("heading", 1, "", "Phones Policy")]
    for section in (1, 2, 3):
        lines.append(("heading", 2, "", f"{section} Rooms"))
        for clause in range(1, 5):
            lines.append(("item", 0, f"{section}.{clause}", "Staff must not use a phone in:"))
            lines += [("item", 1, f"({letter})", "any of the rooms;") for letter in "abcd"]
    policy = imported("x.pdf", as_pdf(lines), tmp_path)
    assert [clause.number for clause in policy.clauses if clause.depth == 1] == [
        f"{section}.{clause}({letter})" for section in (1, 2, 3) for clause in range(1, 5) for letter in "abcd"
    ]
    assert "The Trust - policies" not in policy.text


def test_a_footer_that_looks_like_a_list_item_is_still_a_footer(tmp_path: Path) -> None:
    from fpdf import FPDF

    class Paged(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 6, "(c) 2025 The Trust", align="C")

    pdf = Paged()
    for page in range(3):
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        for letter in "ab":
            pdf.multi_cell(0, 8, f"({letter}) Rule {letter} of block {page + 1} says something of its own.", new_x="LMARGIN", new_y="NEXT")
    policy = imported("x.pdf", bytes(pdf.output()), tmp_path)
    assert "2025" not in policy.text
    assert policy.text.count("says something of its own") == 6
