"""Wordings: what may stand in one, what is refused, and that every standard one would be taken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters import compose, examples_of
from activities.letters.template_variables import template_variables
from activities.sender import EXAMPLE
from activities.wordings import (
    UnusableWording,
    Wording,
    faults_of,
    standard_text,
    usable,
    wording_of,
)
from activities.wordings.placeholders import PLACEHOLDERS, Shape, placeholders_of
from schemas.brief import Brief
from schemas.questions import Question
from schemas.state import Sharing, VisitState
from schemas.values import Department, LetterKind, Stage
from schemas.words import cleaned
from tests.activities.briefs import make_brief, make_state
from tests.activities.test_letters import DOCUMENTS, SENDER, make_order

SHARED = make_state(
    sharings=(Sharing(department=Department.DFE, shared_at=datetime(2020, 10, 26, 9, tzinfo=UTC)),)
)
"""A visit of which everything is known that any letter says."""

SHORT = "Subject: {{ area }}: thank you for your reply\n\nWe have noted it.\n"
NOTED = LetterKind.DECLINE_NOTED


def said(text: str, kind: LetterKind = NOTED) -> list[str]:
    return [fault.sentence for fault in faults_of(kind, text)]


def of_body(body: str, kind: LetterKind = NOTED) -> list[str]:
    return said(f"Subject: {{{{ area }}}}\n\n{body}", kind)


def some_briefs() -> Iterator[Brief]:
    """Visits of which more or less is known."""
    early: dict[str, Any] = {
        "stage": Stage.INVITED,
        "mode": None,
        "survey": None,
        "meetings": None,
        "team": (),
        "days": None,
    }
    states: tuple[VisitState, ...] = (SHARED, make_state(), make_state(**early))
    for state, due in product(states, (True, False)):
        yield make_brief(state=state) if due else make_brief(state=state, reply_due=None)


@pytest.mark.parametrize("kind", LetterKind)
class TestTheStandardWording:
    def test_passes_the_check_that_a_programmes_own_has_to_pass(self, kind: LetterKind) -> None:
        assert said(cleaned(standard_text(kind)), kind) == []

    def test_saved_as_a_programmes_own_gives_the_same_letters_to_the_byte(
        self, kind: LetterKind
    ) -> None:
        own = usable(kind, cleaned(standard_text(kind)))
        links = {Question.REPLY: "https://visits.example/answer"}
        for copy_only, number, brief in product((False, True), (1, 2), some_briefs()):
            order = make_order(kind, copy_only=copy_only, letter_round=number)
            if not _has_all_it_needs(kind, brief):
                continue
            assert compose(order, brief, DOCUMENTS, SENDER, links, wording=own) == compose(
                order, brief, DOCUMENTS, SENDER, links
            )

    def test_can_be_seen_with_made_up_particulars(self, kind: LetterKind) -> None:
        for example in examples_of(kind, wording_of(standard_text(kind)), EXAMPLE):
            assert "Testshire" in example.subject
            assert "Dear Amina Okonkwo-Bell," in example.text
            assert "{" not in example.subject + example.text

    def test_names_nothing_that_letters_are_not_given(self, kind: LetterKind) -> None:
        given_to_letters = template_variables(
            make_order(kind), make_brief(state=SHARED), [], SENDER
        )
        assert set(placeholders_of(kind)) <= set(given_to_letters)


def _has_all_it_needs(kind: LetterKind, brief: Brief) -> bool:
    """Whether such a letter is written of such a visit."""
    there = template_variables(make_order(kind), brief, [], SENDER)
    always = {name for name, one in placeholders_of(kind).items() if kind not in one.sometimes}
    return always <= {name for name, value in there.items() if value != []}


def test_each_placeholder_has_the_shape_in_which_letters_are_given_it() -> None:
    there = template_variables(
        make_order(LetterKind.SURVEY_LINKS), make_brief(state=SHARED), [], SENDER
    )
    shapes = {bool: Shape.FLAG, int: Shape.NUMBER, list: Shape.LIST}
    for name, one in PLACEHOLDERS.items():
        shape = shapes.get(type(there[name]), Shape.TEXT)
        assert one.shape is shape or (one.shape, shape) == (Shape.CHOICE, Shape.TEXT), name
        if one.shape is Shape.LIST:
            assert isinstance(one.example, tuple)
            value = there[name]
            assert isinstance(value, list)
            assert set(one.example[0]) == set(value[0])


class TestOneSentenceForEachFault:
    def test_with_its_line(self) -> None:
        text = "Subject: {{ area }}\n\nWe have\n{{ nte }} it, {{ recipent }}.\n{{ again }}"
        assert said(text) == [
            "Line 4: there is no placeholder {{ nte }} in this letter.",
            (
                "Line 4: there is no placeholder {{ recipent }} in this letter; "
                "{{ recipient }} may be meant."
            ),
            "Line 5: again shows nothing: ask it with {% if again %}.",
        ]

    def test_a_placeholder_of_another_letter(self) -> None:
        assert of_body("{{ pause_until }}") == [
            "Line 3: there is no placeholder {{ pause_until }} in this letter."
        ]

    def test_a_letter_begins_with_its_subject(self) -> None:
        assert said("We have noted it.") == [
            "Line 1: the wording begins with “Subject:” and what it is about."
        ]

    def test_what_a_letter_cannot_do_without(self) -> None:
        asked = of_body("Please reply about {{ day_one }}, {{ day_two }}.", LetterKind.REMINDER)
        assert asked == [
            "The letter cannot do without {{ reply_by }}.",
            "The letter cannot do without {{ how_to_decline }}.",
        ]

    def test_what_is_there_in_some_cases_only(self) -> None:
        body = (
            "On {{ day_one }} and {{ day_two }}. {% if again %}By {{ reply_by }}.{% endif %} "
            "{{ how_to_decline }}"
        )
        assert of_body(body, LetterKind.REMINDER) == [
            "The letter cannot do without {{ reply_by }}."
        ]

    def test_what_may_be_missing_stands_within_a_condition(self) -> None:
        (told,) = of_body("By {{ reply_by }}.")
        assert told == (
            "Something is shown that is missing where there is no reply_by: put it within "
            "{% if reply_by is defined %}."
        )
        assert of_body("{% if reply_by is defined %}By {{ reply_by }}.{% endif %} Noted.") == []

    def test_no_name_in_a_subject(self) -> None:
        (told,) = said("Subject: {{ area }}, {{ recipient }}\n\nNoted.")
        assert told == (
            "Line 1: recipient names a person, and the subject is read by anybody: leave it out "
            "there."
        )

    def test_characters_that_no_font_sets(self) -> None:
        (told,) = of_body("Noted.\nTa \U00012000.")
        assert told.startswith("Line 4: ")
        assert of_body("A private \ue000 one.")[0].startswith("Line 3: ")

    def test_a_letter_that_says_nothing_in_one_case(self) -> None:
        assert of_body("{% if again %}Noted.{% endif %}") == ["The letter says nothing."]

    def test_a_subject_beyond_all_measure(self) -> None:
        told = said(f"Subject: {{{{ area }}}} {'very ' * 80}\n\nNoted.")
        assert told == ["The subject is longer than 300 characters."]


HOSTILE = {
    "attributes": "{{ area.__class__.__mro__ }}",
    "items": "{{ area['x'] }}",
    "calls": "{{ cycler() }}",
    "a call of a placeholder": "{{ area() }}",
    "filters": "{{ area|upper }}",
    "a filter of files": "{{ ['a']|map('open') }}",
    "sums": "{{ 9 * 9 }}",
    "powers": "{{ 9 ** 999999999 }}",
    "long texts": "{{ 'x' * 999999999 }}",
    "literals": "{{ 'x' }}",
    "choices within": "{{ area if again else day_one }}",
    "files": "{% include '/etc/passwd' %}",
    "other templates": "{% extends 'letter.txt' %}",
    "imports": "{% import 'os' as os %}",
    "macros": "{% macro x() %}{% endmacro %}",
    "variables": "{% set area = 'x' %}",
    "blocks": "{% block body %}{% endblock %}",
    "filter blocks": "{% filter upper %}x{% endfilter %}",
    "calls of macros": "{% call x() %}{% endcall %}",
    "own scope": "{% with x = area %}{{ x }}{% endwith %}",
    "numbers to count to": "{% for x in range(999999999) %}{% endfor %}",
    "loops without end": "{% for x in team recursive %}{{ loop(team) }}{% endfor %}",
    "loops within loops": "{% for x in team %}{% for y in team %}{% endfor %}{% endfor %}",
    "what a loop knows": "{% for x in team %}{{ loop.index }}{% endfor %}",
    "parts of an entry": "{% for x in team %}{{ x.__init__ }}{% endfor %}",
    "an entry called as a placeholder": "{% for area in team %}{{ area.name }}{% endfor %}",
    "tests": "{% if area is sameas area %}x{% endif %}",
    "conditions with calls": "{% if area.startswith('x') %}x{% endif %}",
    "comparisons of text": "{% if area == 'Kent' %}x{% endif %}",
    "unfinished": "{% if again %}x",
    "unopened": "x{% endif %}",
    "unfinished comment": "{# x",
    "debugging": "{% debug %}",
    "too deep": "{% if again %}" * 500 + "{% endif %}" * 500,
    "too many": "{{ area }}" * 400,
    "too entangled": "{% if " + "not " * 5000 + "again %}x{% endif %}",
    "too long": "x " * 20_000,
    "brackets": "{{ " + "(" * 140 + "area" + ")" * 140 + " }}",
    "brackets beyond measure": "{{ " + "(" * 9000 + "area" + ")" * 9000 + " }}",
    "a long number": "{% if again == " + "9" * 290 + " %}x{% endif %}",
    "elif after elif": "{% if again %}x" + "{% elif begun %}x" * 600 + "{% endif %}",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(10)
def test_nothing_runs_that_does_not_belong_there(body: str) -> None:
    (first, *_) = of_body(body)
    assert first.endswith(".")
    with pytest.raises(UnusableWording):
        usable(NOTED, f"Subject: {{{{ area }}}}\n\n{body}")


def test_more_cases_than_can_be_tried() -> None:
    flags = [name for name, one in PLACEHOLDERS.items() if one.shape is Shape.FLAG]
    known = placeholders_of(LetterKind.REOPENED)
    asked = "".join(f"{{% if {name} %}}x{{% endif %}}" for name in flags if name in known)
    kinds = "{% if mode == 'online' %}{% elif mode == 'in person' %}{% endif %}{{ day_one }}"
    reply = "{% if reply_by is defined %}x{% endif %}{% if wrong_end == 'declined' %}{% endif %}"
    told = of_body(f"Noted. {asked}{kinds}{reply}", LetterKind.REOPENED)
    assert told == ["Its conditions make more than 2,048 cases, too many to try each: ask fewer."]


def test_markup_is_words() -> None:
    text = "Subject: {{ area }}\n\n<script>alert(1)</script> & {% raw %}{{ area }}{% endraw %}"
    wording = usable(NOTED, text)
    letter = compose(make_order(NOTED), make_brief(), DOCUMENTS, SENDER, wording=wording)
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ area }}" in letter.content
    assert letter.content.count(b"<script>") == 1  # in the plain text


@given(st.text(alphabet="{}%#-ifendor astgulcxy.=()[]|\n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken_or_refused_in_sentences(body: str) -> None:
    text = cleaned(f"Subject: {{{{ area }}}}\n\n{body}")
    faults = faults_of(NOTED, text)
    assert all(fault.sentence.endswith(".") for fault in faults)
    if not faults:
        assert isinstance(usable(NOTED, text), Wording)
        compose(make_order(NOTED), make_brief(), DOCUMENTS, SENDER, wording=usable(NOTED, text))


def test_a_short_wording_has_all_that_stands_around_every_letter() -> None:
    letter = compose(
        make_order(NOTED), make_brief(), DOCUMENTS, SENDER, wording=usable(NOTED, SHORT)
    )
    text = letter.content.decode()
    assert "Subject: Testshire: thank you for your reply" in text
    for words in ("OFFICIAL", "Visit reference:", "Legal basis:", "Complaints:", "Dear Amina"):
        assert words in text
