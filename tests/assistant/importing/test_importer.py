"""Import: nothing lost, nothing written on a mistake, the same file twice changes no byte."""

from pathlib import Path

import pytest

from assistant.corpus.loading import load_policy
from assistant.errors import UserError
from assistant.importing.importer import import_file
from assistant.policy.model import words
from assistant.policy.reading import read_policy


def test_seed_keeps_every_word_in_order(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "sources" / "social-media-policy.txt"
    report = import_file(source, tmp_path, policy_id="social-media")
    text = Path(report.path).read_text(encoding="utf-8")
    assert words(text.split("---\n", 2)[2]) == words(source.read_text(encoding="utf-8"))
    assert text == (corpus / "policies" / "social-media.md").read_text(encoding="utf-8")
    assert (tmp_path / "sources" / source.name).read_bytes() == source.read_bytes()
    meta = read_policy(text).meta
    assert (meta.adopted, meta.review_by, meta.prepared, meta.review_cycle) == (None, None, "May 2016", "3 years")


def test_same_file_again_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "sources" / "social-media-policy.txt"
    first = import_file(source, tmp_path)
    before = Path(first.path).read_bytes()
    assert not import_file(source, tmp_path).changed
    assert Path(first.path).read_bytes() == before


@pytest.mark.parametrize(
    "raw", [b"", b"  \n", b"\x00\x01\x02\x03" * 50, b"%PDF-1.4 broken", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx"]
)
def test_bad_file_is_one_line_and_writes_nothing(raw: bytes, tmp_path: Path) -> None:
    source = tmp_path / "bad.txt"
    source.write_bytes(raw)
    corpus = tmp_path / "corpus"
    with pytest.raises(UserError, match=r"bad\.txt") as caught:
        import_file(source, corpus)
    assert "\n" not in str(caught.value)
    assert not corpus.exists()


def test_web_page_without_its_menu(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(
        "<html><body><nav>Home</nav><div class='cookie-banner'>Accept</div><main><h1>Phones</h1><h2>Use</h2><p>Staff must not:</p>"
        "<ul><li>ring home</li><li>text <a href='#'>friends</a></li></ul><script>x()</script></main></body></html>"
    )
    policy = read_policy(Path(import_file(source, tmp_path / "corpus").path).read_text())
    assert [clause.text for clause in policy.clauses] == ["Staff must not:", "ring home", "text friends"]
    assert policy.clauses[2].lead_ins == ("Staff must not:",)


def test_a_new_version_supersedes_and_shows_the_difference(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    source = tmp_path / "phones.txt"
    source.write_text("Phones Policy\n\n1.1 Staff must be on time.\n\n1.2 Staff must keep phones away.\n\n1.3 Old rule to go.\n")
    first = import_file(source, corpus)
    source.write_text(
        "Phones Policy\n\n1.1 Staff must be on time.\n\n1.2 Staff should keep phones away.\n\n1.4 Visitors sign in at reception.\n"
    )
    second = import_file(source, corpus)
    assert [(change.kind, change.before, change.after) for change in second.difference] == [
        ("changed", "1.2", "1.2"),
        ("added", None, "1.4"),
        ("removed", "1.3", None),
    ]
    kept = list((corpus / "policies" / "superseded").glob("*.md"))
    assert len(kept) == 1 and "status: superseded" in kept[0].read_text() and "Old rule to go." in kept[0].read_text()
    assert read_policy(Path(second.path).read_text()).meta.supersedes == kept[0].stem
    assert first.policy_id == second.policy_id


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", "SOCIAL MEDIA POLICY\n\n1. SCOPE\n\n1.1 All staff keep to this.\n", "SOCIAL MEDIA POLICY"),
        (
            "b.txt",
            "STANDARDS FOR STAFF: GUIDANCE ON CONDUCT ON AND OFF DUTY AT ALL OUR SITES\nWharfe Police\n\nIntroduction\n\nStaff are honest.\n",
            "STANDARDS FOR STAFF: GUIDANCE ON CONDUCT ON AND OFF DUTY AT ALL OUR SITES Wharfe Police",
        ),
        ("gifts-policy.txt", "Introduction\n\nStaff must not take gifts.\n", "Gifts policy"),
        (
            "c.html",
            "<html><head><title>Phones | A School</title></head><body><main><h2>Purpose</h2><p>Keep phones away.</p></main></body></html>",
            "Phones",
        ),
        ("d.html", "<html><body><main><h1>Purpose of gifts</h1><p>None are taken.</p></main></body></html>", "Purpose of gifts"),
    ],
)
def test_a_document_is_called_what_it_calls_itself(name: str, text: str, title: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = import_file(tmp_path / name, tmp_path / "corpus")
    assert load_policy(Path(report.path)).title == title
