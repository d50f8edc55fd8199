"""A coordinator is told which character cannot be printed, and where, before anything is kept."""

import pytest

from desk.intake.printable import require_printable
from rules.refusals import RefusalCode, Refused
from schemas.forms.course import PauseForm
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.forms.note import DraftForm
from schemas.forms.preparation import ModeForm
from schemas.personal import NoteSection, Person
from schemas.values import ContactRole, Mode

FINE = NoteSection(heading="Waiting", paragraphs=("Some waited \u2265 20 weeks.",))


def person(name: str) -> Person:
    return Person(
        ref="dcs",
        role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES,
        name=name,
        email="dcs@kent.example.gov.uk",
        organisation="Kent County Council",
    )


def refusal(form: Form) -> str:
    with pytest.raises(Refused) as refused:
        require_printable(form)
    assert refused.value.code is RefusalCode.WORDS
    return refused.value.sentence


def test_the_sentence_shows_the_section_the_paragraph_and_the_character() -> None:
    broken = NoteSection(heading="Next", paragraphs=("Fine.", "Fine.", "Done \u2610"))
    assert refusal(DraftForm(sections=(FINE, broken))) == (
        "In section 2, paragraph 3, character 6 cannot be printed: “\u2610” (U+2610). "
        "Write it otherwise or leave it out; nothing has been recorded."
    )


def test_a_name_with_a_mark_that_stands_on_nothing_is_refused() -> None:
    assert refusal(ContactsForm(people=(person("Daniel"), person("\u0486Zoe")))).startswith(
        "In person 2, name, character 1 is a mark without a letter to stand on (U+0486)."
    )


def test_a_name_with_a_mark_that_a_font_sets_is_taken() -> None:
    require_printable(ContactsForm(people=(person("Zoe A\u0486 Example"),)))


def test_how_to_join_is_looked_at() -> None:
    assert refusal(ModeForm(mode=Mode.VIRTUAL, joining="\u0f42")).startswith("In joining, ")


def test_what_is_never_printed_may_be_any_words() -> None:
    require_printable(PauseForm(reason="\u0f42 \u2610"))
    require_printable(DraftForm(sections=(FINE,), reason="\u2610"))
