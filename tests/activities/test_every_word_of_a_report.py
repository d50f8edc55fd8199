"""Whatever text comes out in a report's files has gone through the gate, wherever it stands."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from itertools import product
from string import ascii_lowercase

import pytest
from pypdf import PdfReader

from activities.report_files import report_files
from activities.report_gate import gate
from activities.report_material import Material
from activities.report_words import told_words_that_name
from rules.report.support import LEADS_TO
from rules.report.told import words_told
from schemas.areas import Region
from schemas.report.content import Contact, ReportContent
from schemas.report.tables import NATION, TOTAL
from schemas.report.values import FindingAt
from schemas.report.words import OrdinaryWord, ReportTitle
from tests.activities.print_check import text_of_pdf
from tests.support.national_report import as_published, national_material
from tests.support.reports import content, report

NAME = "Wolverhampton"
OURS = {NATION, TOTAL, *Region}
NO_WORDS = {
    "record",
    "academic_year",
    "digest",
    "id",
    "table",
    "identifier",
    "relation",
    "kind",
    "unit",
}
"""Fields of a content that hold what the language knows, and nothing that anybody writes."""

Path = tuple[str | int, ...]


def texts_of(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each text of a content, by its JSON, and so by other means than the gate's."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts_of(one, (*path, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from texts_of(one, (*path, at))
    elif isinstance(value, str) and not (NO_WORDS & {*path[-1:]}):
        yield path, value


def changed(value: object, change: Callable[[str], str], path: Path = ()) -> object:
    """The same with other texts."""
    if isinstance(value, dict):
        return {key: changed(one, change, (*path, key)) for key, one in value.items()}
    if isinstance(value, list):
        return [changed(one, change, (*path, at)) for at, one in enumerate(value)]
    free = isinstance(value, str) and not (NO_WORDS & {*path[-1:]}) and not is_number(value)
    return change(value) if isinstance(value, str) and free else value


def is_number(text: str) -> bool:
    return text[:1].isdigit() or text.startswith("[")


def marked() -> tuple[ReportContent, set[str]]:
    """A report in which every text is a word of its own that stands nowhere else."""
    given = content().model_dump(mode="json")
    letters = map("".join, product(ascii_lowercase, repeat=3))
    marks: dict[str, str] = {text: text for text in OURS}
    for _, text in texts_of(given):
        if text not in marks and not is_number(text) and text:
            marks[text] = f"qz{next(letters)}" + ("@example.org" if "@example" in text else "")
    whole = ReportContent.model_validate(changed(given, lambda text: marks.get(text, text)))
    return whole, {mark for mark in marks.values() if mark not in OURS}


def read(name: str, body: bytes) -> str:
    """Everything in a file that is text: alternative texts and particulars, too."""
    if name.endswith(".pdf"):
        told = PdfReader(io.BytesIO(body)).metadata
        return f"{text_of_pdf(body)} {told}"
    if name.endswith(".ods"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return " ".join(packed.read(one).decode() for one in packed.namelist())
    return unescape(body.decode())


def test_every_text_in_every_file_is_one_that_the_gate_reads() -> None:
    whole, marks = marked()
    judged = " ".join(words_told(whole).values())
    files = {name: read(name, body) for name, body in report_files(report(**dict(whole))).items()}
    out = {mark for mark in marks for text in files.values() if mark in text}
    assert len(out) > 50
    assert [mark for mark in out if mark not in judged] == []
    assert marks - out == set()  # each text of this report comes out, so that none is forgotten
    for name in ("report.html", "report.pdf", "tables.ods", "survey_support.csv"):
        assert any(mark in files[name] for mark in marks), name


def test_a_name_is_found_wherever_it_is_told() -> None:
    whole, marks = marked()
    given, material = whole.model_dump(mode="json"), national_material(3)
    for mark in sorted(marks - {mark for mark in marks if "@" in mark}):
        spelled = NAME.lower() if mark in columns(given) else NAME
        other = ReportContent.model_validate(changed(given, replaced(mark, spelled)))
        found = told_words_that_name(material, other)
        assert found, mark
        assert all(NAME in one.sentence for one in found)


def replaced(mark: str, spelled: str) -> Callable[[str], str]:
    return lambda text: text.replace(mark, spelled)


def columns(given: object) -> set[str]:
    return {text for path, text in texts_of(given) if path[-1] in {"name", "measure", "along"}}


def titled(material: Material, **values: object) -> Material:
    title = material.words.title.model_copy(update=values)
    return material._replace(words=material.words._replace(title=title))


def surveyed(material: Material, **values: str) -> Material:
    visits = [
        one.model_copy(
            update={"survey": tuple(row.model_copy(update=values) for row in one.survey[:1])}
        )
        for one in material.visits
    ]
    return material._replace(visits=visits)


def after(material: Material, title: str) -> Material:
    earlier = as_published(material, gate(material))
    shown = earlier.content.model_copy(update={"title": title})
    return material._replace(published=[earlier._replace(content=shown)])


WRITTEN: dict[str, Callable[[Material, str], Material]] = {
    "title": lambda m, name: titled(m, title=f"What we learnt in {name}"),
    "programme": lambda m, name: titled(m, programme=f"Visits to {name}"),
    "office": lambda m, name: titled(m, office=f"The office of {name}"),
    "introduction": lambda m, name: titled(m, introduction=("We came.", f"We went to {name}.")),
    "method": lambda m, name: titled(m, method=(f"We met in {name}.",)),
    "contact, office": lambda m, name: titled(m, contact=Contact(office=f"The team of {name}")),
    "contact, e-mail": lambda m, name: titled(
        m, contact=Contact(office="Us", email=f"send@{name.lower()}.example")
    ),
    "contact, telephone": lambda m, name: titled(
        m, contact=Contact(office="Us", telephone=f"0300 123 ({name})")
    ),
    "theme": lambda m, name: m._replace(
        words=m.words._replace(themes={**m.words.themes, "theme-1": f"Help in {name}"})
    ),
    "statement": lambda m, name: m._replace(
        words=m.words._replace(
            statements={**m.words.statements, "statement-1": f"Leaders of {name} met."}
        )
    ),
    "question": lambda m, name: surveyed(m, question=f"Did {name} help you?"),
    "answer": lambda m, name: surveyed(m, answer=f"Yes, {name} did"),
    "name in addresses": lambda m, name: m._replace(
        state=m.state.model_copy(update={"report": f"{name.lower()}/report/first"})
    ),
    "earlier report": lambda m, name: after(m, f"Visits to {name}"),
}


def plain_material() -> Material:
    """Of twelve areas, with one statement, on all of them, and one question."""
    material = surveyed(national_material(12), question="Did it help?")
    (first,) = (one for one in material.state.statements if one.statement == "statement-1")
    findings = tuple(
        FindingAt(visit=one.visit, finding=first.findings[0].finding) for one in material.visits
    )
    everywhere = first.model_copy(update={"findings": findings})
    state = material.state.model_copy(update={"statements": (everywhere,)})
    return material._replace(state=state)


@pytest.mark.parametrize("where", WRITTEN)
def test_whatever_people_write_is_judged(where: str) -> None:
    plain = plain_material()
    assert gate(plain).content is not None
    for name in (NAME, "Ghosh", "Sandybank"):  # an area, somebody of a visit, a trust
        found = gate(WRITTEN[where](plain, name))
        assert found.content is None
        assert {one.rule for one in found.failures} == {"named"}
        assert all(name.lower() in one.sentence.lower() for one in found.failures)


def test_a_region_of_which_two_areas_were_visited_is_asked_about_where_areas_are_told_of() -> None:
    plain = plain_material()
    each = Counter(one.region for one in plain.visits)
    few = next(region for region, number in each.items() if number < 3)
    many = next(region for region, number in each.items() if number >= 3)
    for where in ("title", "introduction", "theme", "statement"):
        (failure,) = gate(WRITTEN[where](plain, few)).failures
        assert failure.rule == "ask"
        assert failure.sentence.startswith(f"“{few}” may tell of ")
        assert gate(WRITTEN[where](plain, many)).content is not None
    assert gate(WRITTEN["contact, office"](plain, few)).content is not None

    asked = WRITTEN["statement"](plain, few)
    answer = OrdinaryWord(sentence=f"Leaders of {few} met.", word=few)
    assert gate(asked._replace(ordinary=(answer,))).content is not None


def test_a_school_that_no_list_has_is_asked_about_in_an_answer_too() -> None:
    plain = plain_material()
    (failure,) = gate(surveyed(plain, answer="Hilltop Primary School")).failures
    assert failure.rule == "ask"
    assert failure.place.startswith("table survey_")
    assert "Hilltop Primary School" in failure.sentence
    assert gate(surveyed(plain, answer="Two children")).content is not None
    assert gate(surveyed(plain, question="How many children have you?")).content is not None


@pytest.mark.parametrize("where", ["theme", "statement"])
def test_what_is_said_of_areas_leads_to_nobody(where: str) -> None:
    found = gate(WRITTEN[where](plain_material(), "the hub at ZE1 0AA"))

    assert found.content is None
    assert {one.rule for one in found.failures} == {LEADS_TO}


def test_each_field_that_people_fill_in_is_tried() -> None:
    tried = {where.partition(",")[0] for where in WRITTEN}
    assert {*ReportTitle.model_fields} <= tried
    assert {*Contact.model_fields} == {"office", "email", "telephone"}
