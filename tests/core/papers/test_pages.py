"""A small page becomes the blocks of a letter."""

from app.core.papers.letters import Heading, Listing, Notice, Paragraph, Table
from app.core.papers.pages import read


def test_each_element_becomes_its_block() -> None:
    page = """
    <section class="x" aria-label="not said"><h1>A copy of
      your data</h1><p class="notice">Keep <strong>this</strong>.</p> loose
    <h2>Why &amp; when</h2><div><p>One<br>two</p></div><ol><li>a</li><li><p>b</p><p>c</p></li></ol>
    <ul><li>d</li></ul></section>
    """
    written = read(page)
    assert written.title == "A copy of your data"
    assert written.blocks == (
        Notice("Keep this."),
        Heading("Why & when"),
        Paragraph("One\ntwo"),
        Listing(["a", "b\nc"], numbered=True),
        Listing(["d"]),
    )


def test_a_tables_first_row_is_its_header_and_a_cell_keeps_its_lines() -> None:
    page = "<table><tr><th>When<th>What</th></tr><tr><th>Now</th><td><p>x</p><p>y</p></td></tr>"
    page = page.replace("When<th>", "When</th><th>") + "</table><p>After</p>"
    assert read(page).blocks == (Table(["When", "What"], [["Now", "x\ny"]]), Paragraph("After"))


def test_what_is_escaped_stays_text() -> None:
    assert read("<p>&lt;h1&gt;no&lt;/h1&gt; &#39;</p>").blocks == (Paragraph("<h1>no</h1> '"),)
    assert read("<h2></h2><table></table>").blocks == (Heading(""), Table([], []))
    assert read("").blocks == ()
