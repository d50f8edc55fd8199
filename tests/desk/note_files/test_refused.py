"""What a note may not have is refused in a sentence that says what to do, and nothing is opened."""

import time

import pytest

from desk.reading.note_files import LARGEST, UnusableNote, note_file, pandoc
from desk.reading.note_files.packages import Kind
from rules.prose import words_of
from tests.support.note_files import by_pandoc, changed, parts_of, replaced, zipped

MAIN = "word/document.xml"
DRAWING = "<w:p><w:r><w:drawing><a/></w:drawing></w:r></w:p>"
FRAME = '<text:p><draw:frame xmlns:draw="urn:d"/></text:p>'


def refusal(content: bytes) -> str:
    with pytest.raises(UnusableNote) as refused:
        note_file(content)
    return str(refused.value)


@pytest.fixture(scope="module")
def docx() -> bytes:
    return by_pandoc("# H\n\nx\n")


@pytest.fixture(scope="module")
def odt() -> bytes:
    return by_pandoc("# H\n\nx\n", "odt")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("no heading", "it has no headings; give each section one, in the style Heading 1"),
        ("above\n\n# A\n\nx", "the words “above” stand above the first heading; put them"),
        ("# A\n\nx\n\n# a\n\ny", "there are two sections “A”; put them together, or call one"),
        ("# A\n\nx\n\n# B", "the section “B” is empty; write it, or take its heading out"),
        ("# A\n\n## Sub\n\nx", "in “A”, “Sub” is a heading of level 2; make it Heading 1, or"),
        ("# A\n\n| a |\n|---|\n| 1 |", "in “A”, there is a table; say what it says as a list or"),
        ("# A\n\n~~gone~~", "in “A”, some words are struck through; delete them, or let them"),
        ("# A\n\nx[^1]\n\n[^1]: f", "in “A”, there is a footnote; put what it says into the text"),
        ("# A\n\n[x](http://y.example)", "in “A”, the words “x” are a link; write its address out"),
        ("# A\n\na^b^", "in “A”, “b” is raised or lowered; write it on the line"),
        ("# A\n\n998. x\n999. y\n1000. z", "in “A”, a list has numbers beyond 999; make it short"),
        ("# A\n\n$x^2$", "it has a formula; say it in words"),
    ],
)
def test_what_is_no_part_of_a_note_is_named_with_its_place(words: str, told: str) -> None:
    assert told in refusal(by_pandoc(words))


def test_an_item_of_several_paragraphs_is_refused_where_the_file_tells_them_apart() -> None:
    told = refusal(by_pandoc("# A\n\n- x\n\n  second", "odt"))
    assert told.startswith("in “A”, the item “x” of a list has more than one paragraph; make it")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty (0 bytes); save it again"),
        (b"A note, said the editor.", "it is no file of a word processor, whatever its name"),
        (b"%PDF-1.7 ...", "it is a PDF, which cannot be edited"),
        (b"{\\rtf1 ...", "it is in rich text format; save it as .docx or .odt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0", "the format of Word before 2007"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "it has a password; save it again without one",
        ),
        (zipped({"holiday.jpg": b"x"}), "it is a ZIP file or another kind of document"),
        (
            zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"<a/>",
                }
            ),
            "it is another kind of document than a text",
        ),
        (b"PK\x03\x04" + b"\0" * LARGEST, "it is larger than 2 megabytes; take out what is not"),
    ],
    ids=["empty", "text", "pdf", "rtf", "doc", "locked", "zip", "sheet", "large"],
)
def test_what_is_no_note_is_told_for_what_it_is(content: bytes, told: str) -> None:
    assert told in refusal(content)


def test_what_is_put_into_a_document_is_refused(docx: bytes, odt: bytes) -> None:
    picture = "it has a picture, a drawing or a text box; say in words what it shows"
    macros = "it has macros; save it as a document without macros"
    assert refusal(replaced(docx, MAIN, "<w:body>", f"<w:body>{DRAWING}")) == picture
    assert (
        refusal(replaced(odt, "content.xml", "<office:text>", f"<office:text>{FRAME}")) == picture
    )
    assert (
        refusal(changed(docx, lambda parts: parts.update({"word/vbaProject.bin": b"x"}))) == macros
    )
    assert (
        refusal(changed(odt, lambda parts: parts.update({"Basic/script-lc.xml": b"x"}))) == macros
    )
    within = replaced(docx, MAIN, "<w:body>", '<w:body><w:altChunk r:id="x"/>')
    assert refusal(within) == "another file is put into it; copy its words instead"
    hidden = replaced(docx, MAIN, "<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    assert refusal(hidden).startswith("it has hidden words")
    for unseen in ('<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'):
        pale = replaced(docx, MAIN, "<w:r>", f"<w:r><w:rPr>{unseen}</w:rPr>")
        assert refusal(pale).startswith("it has words that are white or too small to be seen")
    white = (
        '<style:style style:name="x" style:family="text">'
        '<style:text-properties fo:color="#ffffff"/></style:style>'
    )
    pale = replaced(
        odt, "content.xml", "</office:automatic-styles>", f"{white}</office:automatic-styles>"
    )
    assert refusal(pale).startswith("it has words that are white or too small to be seen")


def test_what_is_locked_or_damaged_is_told(docx: bytes, odt: bytes) -> None:
    locked = changed(
        odt, lambda parts: parts.update({"META-INF/manifest.xml": b"<m><encryption-data/></m>"})
    )
    assert refusal(locked) == "it has a password; save it again without one"
    assert refusal(docx[:700]) == "it is damaged; save it again, and send that"
    assert (
        refusal(replaced(docx, MAIN, "</w:body>", ""))
        == "it is damaged; save it again, and send that"
    )
    empty = changed(docx, lambda parts: parts.pop(MAIN))
    assert refusal(empty).startswith(("it is damaged", "there are no words in it"))


def test_a_bomb_is_never_unpacked(docx: bytes) -> None:
    far_larger = "unpacked it would be far larger than a note; copy its words into a new document"
    began = time.thread_time()
    blank = " " * 40_000_000
    assert refusal(replaced(docx, MAIN, "<w:body>", f"<w:body>{blank}")) == far_larger
    assert (
        refusal(changed(docx, lambda p: p.update({"word/media/x": bytes(60_000_000)})))
        == far_larger
    )
    assert time.thread_time() - began < 10


def test_a_part_that_lies_about_its_size_is_not_believed(docx: bytes) -> None:
    parts = parts_of(docx)
    whole = len(parts[MAIN]).to_bytes(4, "little")
    content = zipped(parts)
    assert content.count(whole) >= 2
    assert "damaged" in refusal(content.replace(whole, (10).to_bytes(4, "little")))


@pytest.mark.parametrize("part", [MAIN, "word/styles.xml", "[Content_Types].xml"])
def test_what_fetches_other_files_is_refused(docx: bytes, part: str) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><'
    body = parts_of(docx)[part].decode().split("?>", 1)[1].lstrip()
    content = changed(docx, lambda parts: parts.update({part: (entity + body[1:]).encode()}))
    assert "it has a document type, by which a file fetches others" in refusal(content)


def test_parts_within_parts_without_end_are_refused(docx: bytes) -> None:
    deep = "<w:sdt><w:sdtContent>" * 2000 + "</w:sdtContent></w:sdt>" * 2000
    assert "too many parts within parts" in refusal(
        replaced(docx, MAIN, "<w:body>", f"<w:body>{deep}")
    )


def test_what_pandoc_does_not_finish_is_ended(docx: bytes) -> None:
    with pytest.raises(UnusableNote, match="it takes too long or too much memory to read; copy"):
        pandoc.read(Kind.DOCX, docx, within=0.001)


def test_where_there_is_no_pandoc_a_sentence_says_what_to_do(
    docx: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "program", lambda: None)
    assert "Pandoc is not installed; fill the form in, or give it as YAML" in refusal(docx)


@pytest.mark.parametrize(
    "markup",
    [
        '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>lost</w:t></w:r></w:fldSimple></w:p>',
        '<w:p><w:dir w:val="rtl"><w:r><w:t>lost</w:t></w:r></w:dir></w:p>',
        '<w:p><w:customXml w:element="x"><w:r><w:t>lost</w:t></w:r></w:customXml></w:p>',
    ],
    ids=["field", "direction", "custom"],
)
def test_no_word_is_left_out_in_silence(docx: bytes, markup: str) -> None:
    told = refusal(replaced(docx, MAIN, "<w:sectPr", f"{markup}<w:sectPr"))
    assert told.startswith("“lost” stands in something that is no ordinary paragraph")


def test_words_of_a_title_page_are_not_left_out_either() -> None:
    assert refusal(by_pandoc("---\nauthor: Somebody\n---\n\n# A\n\nx")).startswith("“Somebody” sta")


def test_what_was_moved_is_read_once(docx: bytes) -> None:
    run = "<w:r><w:t>moved</w:t></w:r>"
    who = 'w:id="9" w:author="a"'
    moved = f"<w:p><w:moveFrom {who}>{run}</w:moveFrom><w:moveTo {who}>{run}</w:moveTo></w:p>"
    read = note_file(replaced(docx, MAIN, "<w:sectPr", f"{moved}<w:sectPr"))
    assert [words_of(block.runs) for block in read.sections[0].blocks] == ["x", "moved"]  # type: ignore[union-attr]
    assert [one.sentence for one in read.remarks] == ["Taken out: “moved”.", "Put in: “moved”."]
