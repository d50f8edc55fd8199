"""What people write, read strictly: it comes out as typed, or a sentence says why not."""

import re
import time
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from desk.decisions import all_decisions
from desk.reading import MEANINGS, Mistakes, NotYaml, Terms, checked
from desk.reading.yaml_values import MOST_VALUES, yaml_value
from schemas.forms.form import FORMS, Form
from schemas.visible import unwritable, visible
from tests.support import form_examples
from tests.support.form_kinds import UNSEEN, WRONG, every_form

TERMS = Terms(source="form.yaml", meanings=MEANINGS)
PROGRAMMERS_WORDS = re.compile(
    r"str-enum|constrained|function-|Input should|String should|Field required|valid (str|tuple|"
    r"dict|int|bool|list|date|number)|should be|should match|Value error|\btuple\b|\bdict\b|"
    r"ContactRole|InspectorRole|pydantic|type="
)

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
)
written = st.recursive(
    words | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words.filter(bool), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(written)
def test_what_is_written_in_quotes_is_read_as_it_was_written(value: object) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    assert yaml_value(text.replace('!!null "null"', ""), "form.yaml") == value


TYPED_ELSEWHERE = [
    "10:30",
    "14:00:59",
    "12:30:45.6",
    "no",
    "Yes",
    "on",
    "off",
    "n",
    "true",
    "0777",
    "0x1F",
    "0b11",
    "1_000",
    "1e3",
    ".inf",
    ".NaN",
    "-0",
    "+1",
    "1.5",
    "=",
    "2020-10-05",
    "2026-02-30",
]
"""What plain YAML, of one edition or another, takes for something else than words."""


@given(st.sampled_from(TYPED_ELSEWHERE))
def test_no_value_is_taken_for_a_number_a_truth_or_a_date(scalar: str) -> None:
    assert yaml_value(f"name: {scalar}", "form.yaml") == {"name": scalar}


yaml_like = st.text(
    st.sampled_from(list("ab:- \n\t'\"[]{}&*!|>%@`#,?~\\\x00\x1b\x85\ufeff<.0")), max_size=40
)


@given(yaml_like | st.text(max_size=60))
@example("a: &a [*a]")
@example('a: "\\Uffffffff"')
@example("? [a, b]\n: c")
@example("!!python/object/apply:os.system [x]")
@example("%YAML 9.9\n---\na: b")
@example("<<: *x")
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        yaml_value(text, "form.yaml")
    except NotYaml as refused:
        sentence = str(refused)
        assert re.match(r"(after )?line [1-9][0-9]*: ", sentence), sentence
        assert "\n" not in sentence
        assert sentence == visible(sentence)


def test_a_value_may_be_used_again() -> None:
    text = "first: &team [a, b]\nsecond: *team"
    assert yaml_value(text, "f") == {"first": ["a", "b"], "second": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: “a” is there already, in line 1"),
        ("a: *x", "line 1: nothing above is called “x”"),
        ("a: &x [*x]", "line 1: nothing above is called “x”"),
        ("a: 1\nb: !!int 2", "line 2: put a value that begins with ! in quotes"),
        ("[" * 500, "line 1: fields and lists stand more than 20 deep in each other"),
        ("a: 1\n---\nb: 2", "line 2: a second text begins; write one to a file"),
        ("a: 1\nb: c\x1b[2J", "line 2: there is a control character, \\x1b"),
        ("a:\n\t- b", "line 2: there is a tab where only spaces may be"),
        ("a: b: c", "line 1: a colon stands where none may; a value with one in it goes in quotes"),
        ("a: 1\nb: 'c", "line 2: a quotation mark is not closed"),
    ],
)
def test_what_a_form_could_not_mean_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(NotYaml) as refused:
        yaml_value(text, "form.yaml")
    assert str(refused.value).startswith(why)


def test_a_few_lines_that_stand_for_millions_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    begun = time.thread_time()  # whatever else the machine does meanwhile
    with pytest.raises(NotYaml, match=f"more than {MOST_VALUES:,} values"):
        yaml_value("\n".join(lines), "form.yaml")
    assert time.thread_time() - begun < 1  # seconds


# --- Forms ----------------------------------------------------------------------------------------

names = st.sampled_from(
    sorted({name for form in FORMS.values() for name in form.model_fields})
) | st.text(max_size=8)
anything = st.recursive(
    st.text(max_size=60) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)


@given(st.sampled_from(sorted(FORMS)), st.dictionaries(names, anything, max_size=6))
def test_any_values_are_taken_or_refused_in_the_words_of_the_form(
    do: str, values: dict[str, object]
) -> None:
    try:
        checked(FORMS[do], values, TERMS)
    except Mistakes as mistakes:
        told = str(mistakes)
        assert not PROGRAMMERS_WORDS.search(re.sub("“.*?”", "", told)), told
        assert told == visible(told)
        assert "\n" not in told
        assert len(told) < 2_000


READ_LATER = {"seed", "frame", "quotas"}
"""Fields that are taken as they are, and refused by whatever reads them if they say nothing."""


def _spoilt(value: object) -> Iterator[object]:
    """What is filled in, with each part of it in turn as it may not be."""
    yield from WRONG[::3]
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: wrong} for wrong in _spoilt(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:1]):
            yield from ([*value[:number], wrong, *value[number + 1 :]] for wrong in _spoilt(inner))


@pytest.mark.parametrize("kind", every_form(), ids=lambda kind: kind.__name__)
def test_every_field_of_every_form_is_refused_in_its_words(kind: type[Form]) -> None:
    known = {decision.form: decision for decision in all_decisions()}
    values = form_examples.example(known[kind]).model_dump(mode="json") if kind in known else {}
    whole = {**dict.fromkeys(kind.model_fields), **values}
    refused = 0
    for field, value in whole.items():
        for wrong in (*WRONG, *_spoilt(value)):
            try:
                taken = checked(kind, {**values, field: wrong}, TERMS)
            except Mistakes as mistakes:
                refused += 1
                told = re.sub("“.*?”", "", str(mistakes))
                assert not PROGRAMMERS_WORDS.search(told), (field, wrong, told)
                assert "is not written as it may be" not in told, (field, wrong, told)
            else:
                kept = taken.model_dump_json()
                assert field in READ_LATER or not any(one in kept for one in UNSEEN), (field, kept)
    assert refused or not whole


@given(st.sampled_from(sorted(FORMS)), st.data())
def test_a_misspelt_field_is_refused_and_the_nearest_one_offered(
    do: str, data: st.DataObject
) -> None:
    known = sorted(FORMS[do].model_fields)
    name = data.draw(st.sampled_from([field for field in known if len(field) > 4]))
    at = data.draw(st.integers(0, len(name) - 1))
    misspelt = name[:at] + name[at + 1 :]
    assume(misspelt not in known)
    with pytest.raises(Mistakes) as refused:
        checked(FORMS[do], {misspelt: "x"}, TERMS)
    assert f"{misspelt} is not a field of the form; did you mean " in str(refused.value)


def test_lines_may_end_as_they_do_on_windows() -> None:
    assert checked(FORMS["feedback"], {"reason": "One.\r\nTwo."}, TERMS).reason == "One.\nTwo."


@given(st.characters(categories=["Cc", "Cs"]))
def test_no_control_character_gets_into_a_form(character: str) -> None:
    assume(character not in "\n\t")
    assert unwritable(character)
    with pytest.raises(Mistakes, match="reason has a character that cannot be kept or printed"):
        checked(FORMS["feedback"], {"reason": f"a{character}b"}, TERMS)
