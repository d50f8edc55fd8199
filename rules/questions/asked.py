"""What is declared of a question that people outside can answer by a link."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from schemas.base import Model
from schemas.field_words import FieldWords
from schemas.forms.form import Form
from schemas.ids import PersonRef
from schemas.questions import Link
from schemas.state import VisitState


class Standing(StrEnum):
    """Whether a question can be answered."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


class Asked(NamedTuple):
    """What is declared of a question.

    Attributes:
        title: What answering it is called, as a page's heading.
        words: What the letter says before the link.
        form: What is filled in.
        fields: What of it somebody outside is shown; of one row, if `row` is given.
        of: Of whom it is asked, among those who have the letter.
        standing: Whether it can be answered by a link.
        without: What is not asked in the rows of those fields.
        row: The field of the form that has one row for whoever answers.
        given: What the form says besides, whatever was filled in.
        theirs: Whether a decision is about whoever answers and nobody else.
        hint: What the page says above the form.
        labels: What is asked, where the form says it to those who run visits.
        unkept: Fields of which nothing is kept before the answer is sent.
        done: What is told to whoever has answered.
        not_yet: What is told before it can be answered.
    """

    title: str
    words: str
    form: type[Form]
    fields: tuple[str, ...]
    of: Callable[[VisitState], Iterable[PersonRef]]
    standing: Callable[[VisitState, Link], Standing]
    without: tuple[str, ...] = ()
    row: str = ""
    given: Callable[[VisitState, Link], Mapping[str, Any]] = lambda _state, _link: {}
    theirs: Callable[[Model, Link], bool] = lambda _message, _link: True
    hint: str = ""
    labels: Mapping[str, FieldWords] = MappingProxyType({})
    unkept: frozenset[str] = frozenset()
    done: str = "We have recorded what you told us. You do not need to do anything else."
    not_yet: str = ""
