"""How a programme words its letters: a decision of its own, which names no words."""

import pytest

from rules.programme import programme_words
from rules.refusals import RefusalCode, Refused
from schemas.programme import messages as m
from schemas.values import ContentKind, LetterKind
from tests.rules.programme.programmes import Told, ref

FIRST = ref(ContentKind.LETTER_WORDING)
SECOND = ref(ContentKind.LETTER_WORDING, 2)


def own(letter: LetterKind, wording: object = FIRST) -> m.SetWording:
    return m.SetWording.model_validate({"actor": "anna", "letter": letter, "wording": wording})


def standard(letter: LetterKind) -> m.UseStandardWording:
    return m.UseStandardWording(actor="anna", letter=letter)


def test_a_kind_of_letter_is_worded_and_worded_again() -> None:
    told = Told()
    assert told.state.wording(LetterKind.REMINDER) is None

    assert told.tell(own(LetterKind.REMINDER)) == ["programme.wording_set.v1"]
    told.tell(own(LetterKind.INVITATION, SECOND))
    assert told.state.wording(LetterKind.REMINDER) == FIRST
    assert told.state.wording(LetterKind.INVITATION) == SECOND

    told.tell(own(LetterKind.REMINDER, SECOND))
    assert told.state.wording(LetterKind.REMINDER) == SECOND
    assert len(told.state.wordings) == 2


def test_it_goes_back_to_the_standard_once() -> None:
    told = Told()
    told.tell(own(LetterKind.REMINDER))

    assert told.tell(standard(LetterKind.REMINDER)) == ["programme.standard_wording_restored.v1"]
    assert told.state.wordings == ()
    with pytest.raises(Refused) as refused:
        told.tell(standard(LetterKind.REMINDER))
    assert refused.value.code is RefusalCode.ALREADY_DONE


def test_what_happened_is_told_in_words_and_the_event_has_none_of_the_letter() -> None:
    told = Told()
    told.tell(own(LetterKind.REMINDER))
    told.tell(standard(LetterKind.REMINDER))

    changed, restored = told.events[-2:]
    assert programme_words(changed) == (
        "the reminder of the reply: worded by the programme from now on"
    )
    assert programme_words(restored) == (
        "the reminder of the reply: in its standard wording from now on"
    )
    assert set(changed.fact.model_dump()) == {"type", "letter", "wording"}


def test_a_programme_that_words_nothing_is_kept_as_it_was_before() -> None:
    assert "wordings" not in Told().state.model_dump()
