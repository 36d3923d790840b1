"""Six policies of invented organisations, from sources/, as the files those organisations would publish. Deterministic.

    python make_foreign.py            writes the six files beside this script

Source lines: "# " the title (first line), later a numbered paragraph; "## " a section; "~ " a small line or a table's caption;
"- " a list item; "! " a warning; "| " a table row (the first of each table is its head where the table has more than two columns).
"""

# mypy: ignore-errors

import datetime
import html
import re
import textwrap
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
WHEN = datetime.datetime(2026, 5, 1, 9, 0, 0, tzinfo=datetime.UTC)
CURLY = ("agency-interests", "university-social-media", "charity-it-use", "nhs-social-media")


def read_source(stem):
    """Pairs of kind and text: title, small, section, clause, paragraph, item, warning, row."""
    kinds = {"## ": "section", "# ": "clause", "~ ": "small", "- ": "item", "! ": "warning", "| ": "row"}
    units = []
    for line in (HERE / "sources" / f"{stem}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        mark = next((mark for mark in kinds if line.startswith(mark)), "")
        kind = "title" if not units else kinds.get(mark, "paragraph")
        text = line[len(mark) :].strip()
        if stem in CURLY:
            text = re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")
        units.append((kind, [cell.strip() for cell in text.strip("|").split("|")] if kind == "row" else text))
    return units


def grouped(units):
    """Runs of items and of rows as one unit, with kind "list" or "table"."""
    out = []
    for kind, text in units:
        run = {"item": "list", "row": "table"}.get(kind)
        if run and out and out[-1][0] == run:
            out[-1][1].append(text)
        else:
            out.append((run, [text]) if run else (kind, text))
    return out


def _inline(text):
    text = html.escape(text, quote=False).replace("£", "&pound;")
    return re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a class="govuk-link" href="\2">\1</a>', text)


def agency_page(units):
    """A page of a national site: skip link, cookie banner, crumbs, contents, related links, footer."""
    title = units[0][1]
    sections = [text for kind, text in units if kind == "section"]
    slug = lambda text: re.sub(r"[^a-z]+", "-", text.lower()).strip("-")  # noqa: E731
    body, caption = [], ""
    for kind, text in grouped(units[1:]):
        if kind == "section":
            body.append(f'<h2 class="govuk-heading-l" id="{slug(text)}">{_inline(text)}</h2>')
        elif kind == "list":
            body.append(
                '<ul class="govuk-list govuk-list--bullet">' + "".join(f"\n  <li>{_inline(item)}</li>" for item in text) + "\n</ul>"
            )
        elif kind == "warning":
            body.append(
                '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
                f'<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {_inline(text)}</strong></div>'
            )
        elif kind == "small" and text.startswith("Table"):
            caption = text
        elif kind == "small":
            body.append(f'<p class="govuk-body-s published-date">{_inline(text)}</p>')
        elif kind == "table":
            rows = [
                "<tr>" + "".join(f'<{tag} scope="{scope}">{_inline(cell)}</{tag}>' for cell, tag, scope in cells) + "</tr>"
                for cells in (
                    [
                        (cell, "th", "col") if at == 0 else (cell, "th", "row") if place == 0 else (cell, "td", "")
                        for place, cell in enumerate(row)
                    ]
                    for at, row in enumerate(text)
                )
            ]
            rows = [row.replace(' scope=""', "") for row in rows]
            body.append(
                f'<table class="govuk-table">\n<caption class="govuk-table__caption">{_inline(caption)}</caption>\n<thead>{rows[0]}</thead>\n<tbody>\n'
                + "\n".join(rows[1:])
                + "\n</tbody></table>"
            )
        else:
            body.append(f'<p class="govuk-body">{_inline(text)}</p>')
    contents = "\n".join(f'<li><a href="#{slug(text)}">{_inline(text)}</a></li>' for text in sections)
    return f"""<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<title>{_inline(title)} - HWSA</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="What Agency staff must declare, what they may accept and what other work they may do.">
<link rel="stylesheet" href="/assets/site-4f1c.css">
<script>window.dataLayer = window.dataLayer || []; window.dataLayer.push({{"page": "guidance"}});</script>
</head>
<body class="govuk-template__body">
<a href="#main-content" class="govuk-skip-link">Skip to main content</a>
<div class="govuk-cookie-banner" role="region" aria-label="Cookies on this site">
<h2>Cookies on this site</h2>
<p>We use some essential cookies to make this website work. We would like to set additional cookies to understand how you use it.</p>
<button type="button">Accept additional cookies</button> <button type="button">Reject additional cookies</button> <a href="/help/cookies">View cookies</a>
</div>
<header class="govuk-header" role="banner">
<a href="/" class="govuk-header__link">Harbours and Waterways Standards Agency</a>
<nav aria-label="Menu"><ul><li><a href="/licences">Licences</a></li><li><a href="/inspections">Inspections</a></li><li><a href="/notices">Notices to mariners</a></li><li><a href="/about">About us</a></li></ul></nav>
<form action="/search"><input name="q" aria-label="Search"><button>Search</button></form>
</header>
<div class="govuk-width-container">
<div class="govuk-breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/about">About us</a></li><li><a href="/about/corporate">Corporate information</a></li></ol></div>
<main class="govuk-main-wrapper" id="main-content">
<span class="govuk-caption-xl">Guidance</span>
<h1 class="govuk-heading-xl">{_inline(title)}</h1>
<nav class="gem-c-contents-list" aria-label="Contents"><h2>Contents</h2><ol>
{contents}
</ol></nav>
<div class="govspeak">
{chr(10).join(body)}
</div>
<div class="gem-c-print-link"><button>Print this page</button></div>
<div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button><button>Report a problem with this page</button></div>
</main>
<aside class="related-navigation"><h2>Related content</h2><ul><li><a href="/hwsa/board-code">Code of practice for Board members</a></li><li><a href="/hwsa/expenses">Travel and subsistence rates</a></li><li><a href="/hwsa/complaints">Complain about the Agency</a></li></ul></aside>
</div>
<footer class="govuk-footer"><ul><li><a href="/help">Help</a></li><li><a href="/privacy">Privacy</a></li><li><a href="/accessibility">Accessibility statement</a></li></ul><p>All content is available under the Open Government Licence, except where otherwise stated</p></footer>
<script src="/assets/site-4f1c.js"></script>
</body>
</html>
"""


def council_page(units):
    """A page of a council's old content system: no main element, an accordion of headings in buttons, share links, a sidebar."""
    title, body, caption, open_panel, number = units[0][1], [], "", False, 0
    for kind, text in grouped(units[1:]):
        if kind == "section":
            if open_panel:
                body.append("</div></div>")
            number += 1
            open_panel = True
            body.append(
                f'<div class="accordion-item"><h2 class="accordion-title"><button aria-expanded="true" aria-controls="p{number}">{_inline(text)}</button></h2>'
                f'<div class="accordion-body" id="p{number}">'
            )
        elif kind == "list":
            body.append("<ul>" + "".join(f"<li><p>{_inline(item)}</p></li>\n" for item in text) + "</ul>")
        elif kind == "small" and not open_panel:
            body.append(f'<p class="intro"><em>{_inline(text)}</em></p>')
        elif kind == "small":
            caption = text
        elif kind == "table":
            rows = [
                "<tr>"
                + "".join(f"<td><p>{'<strong>' * (at == 0)}{_inline(cell)}{'</strong>' * (at == 0)}</p></td>" for cell in row)
                + "</tr>"
                for at, row in enumerate(text)
            ]
            body.append(
                f'<p><strong>{_inline(caption)}</strong></p>\n<div class="table-responsive"><table border="1" cellpadding="4" style="width:100%"><tbody>\n'
                + "\n".join(rows)
                + "\n</tbody></table></div>"
            )
        elif number in (4, 6) and body[-1].startswith("<p>"):
            body[-1] = body[-1][:-4] + f"<br />&nbsp;<br />\n{_inline(text)}</p>"  # typed with line breaks, as editors do
        else:
            body.append(f"<p>{_inline(text)}</p>")
    body.append("</div></div>")
    return f"""<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>{_inline(title)} | Wexcombe and Tarle District Council</title>
<style>.visuallyhidden {{ position: absolute; clip: rect(0 0 0 0) }}</style>
<script>!function(d){{d.documentElement.className="js"}}(document);</script></head>
<body>
<div id="cookie-consent" style="display:none"><p>This site uses cookies. <a href="/cookies">Find out more</a></p><button>OK</button></div>
<div id="header"><a class="visuallyhidden" href="#content">Skip to content</a><a href="/"><img src="/logo.png" alt="Wexcombe and Tarle District Council home"></a>
<div class="mega-menu"><ul><li><a href="/bins">Bins and recycling</a></li><li><a href="/planning">Planning</a></li><li><a href="/council-tax">Council Tax</a></li><li><a href="/parking">Parking</a></li><li><a href="/jobs">Jobs</a></li></ul></div></div>
<div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/council">Your council</a> &gt; <a href="/council/policies">Policies and plans</a> &gt; Social media policy</div>
<div id="wrapper"><div class="row">
<div id="content" class="col-md-9">
<h1>{_inline(title)}</h1>
<div class="share-buttons">Share this page: <a href="#">Facebook</a> <a href="#">Email</a></div>
{chr(10).join(body)}
<div class="page-feedback"><h3>Rate this page</h3><form><input type="radio" name="r"> Good <input type="radio" name="r"> Poor</form></div>
</div>
<div class="col-md-3 sidebar"><h3>In this section</h3><ul class="side-menu"><li><a href="/council/constitution">Constitution</a></li><li><a href="/council/whistleblowing">Whistleblowing</a></li><li><a href="/council/petitions">Petitions</a></li></ul>
<h3>Related pages</h3><ul><li><a href="/news">Latest news</a></li><li><a href="/councillors">Find your councillor</a></li></ul></div>
</div></div>
<div id="footer"><p>Council Offices, Tarle Road, Wexcombe. <a href="/contact">Contact us</a> | <a href="/privacy">Privacy notice</a></p><p>&copy; Wexcombe and Tarle District Council</p></div>
</body></html>
"""


def _settle(document, path, title, author):
    """Save with fixed properties and fixed times in the package."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = title, author, author, ""
    properties.created = properties.modified = WHEN.replace(tzinfo=None)
    document.save(path)
    with zipfile.ZipFile(path) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(zipfile.ZipInfo(name, date_time=(2026, 5, 1, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _field(paragraph, code):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    for kind, value in (("begin", None), (None, code), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = value
        run._r.append(element)


def university_file(units, path):
    """Word: automatic numbering 1., 1.1, (a) that lives in numbering.xml and the styles, not in the text."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="720"/></w:pPr></w:lvl>'
        for at, kind, style, text, left in (
            (0, "decimal", "Heading1", "%1.", 720),
            (1, "decimal", "Clause", "%1.%2", 720),
            (2, "lowerLetter", "ClauseItem", "(%3)", 1440),
        )
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for name in ("Clause", "Clause Item", "TOC 1"):
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
    for name, at in (("Heading 1", 0), ("Clause", 1), ("Clause Item", 2)):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="90"/></w:numPr>'))
    document.sections[0].header.paragraphs[0].text = "University of Northmere | Social Media Policy v6.0"
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run("Page ")
    _field(footer, "PAGE")
    document.add_paragraph(units[1][1], style="Subtitle")
    document.add_paragraph(units[0][1], style="Title")
    contents = False
    for kind, text in grouped(units[2:]):
        if kind == "section":
            if not contents:
                document.add_paragraph().add_run("Contents").bold = True
                for at, name in enumerate((t for k, t in units if k == "section"), start=1):
                    document.add_paragraph(f"{at}.\t{name}\t{2 + at // 3}", style="TOC 1")
                document.add_page_break()
                contents = True
            document.add_heading(text, 1)
        elif kind == "clause":
            document.add_paragraph(text, style="Clause")
        elif kind == "list":
            for item in text:
                document.add_paragraph(item, style="Clause Item")
        elif kind == "table":
            table = document.add_table(rows=0, cols=len(text[0]))
            table.style = "Table Grid"
            for row in text:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
                    if words == row[0]:
                        cell.paragraphs[0].runs[0].bold = True
            document.add_paragraph()
    _settle(document, path, units[0][1], "People and Culture")


def charity_file(units, path):
    """Word: styles only, no numbers, long paragraphs."""
    from docx import Document

    document = Document()
    document.sections[0].footer.paragraphs[0].text = "The Lantern Trail Trust. Acceptable Use of Information Technology. May 2025"
    document.add_paragraph(units[0][1], style="Title")
    for kind, text in units[1:]:
        if kind == "section":
            document.add_heading(text, 1)
        else:
            document.add_paragraph(text, style="Subtitle" if kind == "small" else "Body Text")
    _settle(document, path, units[0][1], "Lantern Trail Trust")


def nhs_file(units, path):
    """PDF: a cover, contents with dot leaders, running header and footer, numbered paragraphs, bullets over page breaks."""
    from fpdf import FPDF

    class Pages(FPDF):
        def header(self):
            if self.page_no() > 1:
                self.set_font("Helvetica", "I", 8)
                self.cell(0, 5, "Hallowdene Community and Mental Health NHS Foundation Trust", align="L")
                self.set_x(self.l_margin)
                self.cell(0, 5, "HCM-COM-017 Social Media Guidance for Staff", align="R", new_x="LMARGIN", new_y="NEXT")
                self.ln(5)

        def footer(self):
            if self.page_no() > 1:
                self.set_y(-15)
                self.set_font("Helvetica", "", 8)
                self.cell(0, 5, "Version 3. Uncontrolled when printed.", align="L")
                self.set_x(self.l_margin)
                self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    pdf = Pages(format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_creation_date(WHEN)
    pdf.set_title(units[0][1])
    pdf.set_margins(22, 18, 22)
    pdf.set_auto_page_break(True, 24)
    pdf.add_page()
    pdf.ln(60)
    pdf.set_font("Helvetica", "B", 24)
    pdf.multi_cell(0, 11, units[0][1], new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 12)
    for kind, text in units[1:]:
        if kind == "small":
            pdf.ln(4)
            pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 14)
    pdf.cell(0, 9, "Contents", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 11)
    for at, name in enumerate((text for kind, text in units if kind == "section"), start=1):
        page = (3, 3, 3, 4, 4, 5, 5, 6, 6)[at - 1]
        line = f"{at} {name} "
        dots = int((pdf.epw - pdf.get_string_width(f"{line} {page}")) / pdf.get_string_width(".")) - 1
        pdf.cell(0, 7, f"{line}{'.' * dots} {page}", new_x="LMARGIN", new_y="NEXT")
    pdf.add_page()
    section = clause = 0
    for kind, text in units[1:]:
        if kind == "section":
            section, clause = section + 1, 0
            pdf.ln(3)
            pdf.set_font("Helvetica", "B", 14)
            pdf.multi_cell(0, 8, f"{section} {text}", new_x="LMARGIN", new_y="NEXT")
        elif kind == "clause":
            clause += 1
            pdf.set_font("Helvetica", "", 11)
            pdf.ln(1.5)
            at = pdf.get_y()
            pdf.set_x(pdf.l_margin)
            if at + 16 > pdf.page_break_trigger:
                pdf.add_page()
            pdf.cell(12, 5.6, f"{section}.{clause}")
            pdf.multi_cell(0, 5.6, text, align="L", new_x="LMARGIN", new_y="NEXT")
        elif kind == "item":
            pdf.set_font("Helvetica", "", 11)
            pdf.set_x(pdf.l_margin + 12)
            pdf.cell(5, 5.6, "•")
            pdf.multi_cell(0, 5.6, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))


def company_text(units):
    """Plain text, wrapped at 76: capitals for sections, numbered paragraphs with a hanging indent, a spaced table."""
    lines, section, clause = [units[0][1], "=" * len(units[0][1]), ""], 0, 0
    for kind, text in grouped(units[1:]):
        if kind == "section" and text == "Foreword":
            lines += ["FOREWORD", ""]
        elif kind == "section":
            section, clause = section + 1, 0
            lines += ["", f"{section}. {text.upper()}", ""]
        elif kind == "clause":
            clause += 1
            lead = f"{section}.{clause}".ljust(6)
            lines += [*textwrap.wrap(text, 76, initial_indent=lead, subsequent_indent=" " * 6, break_on_hyphens=False), ""]
        elif kind == "list":
            for item in text:
                lines += textwrap.wrap(item, 76, initial_indent=" " * 6 + "- ", subsequent_indent=" " * 8, break_on_hyphens=False)
            lines.append("")
        elif kind == "table":
            widths = [max(len(row[at]) for row in text) + 2 for at in range(len(text[0]))]
            rows = ["      " + "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in text]
            lines += [rows[0], "      " + "-" * (sum(widths) - 2), *rows[1:], ""]
        else:
            lines += [*textwrap.wrap(text, 76, break_on_hyphens=False), ""]
    return "\n".join(lines).rstrip() + "\n"


def main():
    """Write the six files."""
    for stem, render in (("agency-interests", agency_page), ("council-social-media", council_page)):
        (HERE / f"{stem}.html").write_text(render(read_source(stem)), encoding="utf-8")
    university_file(read_source("university-social-media"), HERE / "university-social-media.docx")
    charity_file(read_source("charity-it-use"), HERE / "charity-it-use.docx")
    nhs_file(read_source("nhs-social-media"), HERE / "nhs-social-media.pdf")
    (HERE / "company-code.txt").write_text(company_text(read_source("company-code")), encoding="utf-8")


if __name__ == "__main__":
    main()
