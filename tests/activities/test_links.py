"""Links in letters: the same each time, and none where nobody is asked or nowhere to answer."""

from dataclasses import replace
from datetime import datetime

import pytest

from activities.letters import compose
from activities.links import LinkMaker, LinksKeyMissing
from register.links import link_in
from rules.nameless import looks_personal
from rules.questions import ASKED
from schemas.questions import Question
from schemas.values import LetterKind
from tests.activities.briefs import make_brief
from tests.activities.test_letters import DOCUMENTS, SENDER, make_order

MAKER = LinkMaker("https://visits.example.org", b"k" * 32)
AT = datetime.fromisoformat("2020-09-07T09:00+01:00")
KEY = "interim-e10000016/invitation/1/dcs"


def test_a_token_is_the_same_each_time_and_no_other_links() -> None:
    keys = [KEY, f"{KEY}.2", KEY.replace("/1/", "/2/"), KEY.replace("dcs", "health-1")]
    tokens = [MAKER.token(key, question) for key in keys for question in Question]

    assert tokens == [MAKER.token(key, question) for key in keys for question in Question]
    assert len(set(tokens)) == len(tokens)
    assert {len(token) for token in tokens} == {43}


def test_another_key_makes_other_tokens_and_none_makes_none() -> None:
    other = replace(MAKER, key=b"l" * 32)

    assert other.token(KEY, Question.REPLY) != MAKER.token(KEY, Question.REPLY)
    with pytest.raises(LinksKeyMissing):
        replace(MAKER, key=None).token(KEY, Question.REPLY)


def test_a_letter_is_as_it_was_where_it_asks_nothing_by_link() -> None:
    order, brief = make_order(LetterKind.INVITATION), make_brief()

    plain = compose(order, brief, DOCUMENTS, SENDER)
    asking = compose(
        order, brief, DOCUMENTS, SENDER, {Question.REPLY: "https://visits.example.org/answer/x"}
    )

    assert b"a page made for you alone" not in plain.content
    assert b"https://visits.example.org/answer/x" in asking.content
    assert ASKED[Question.REPLY].words.encode() in asking.content
    assert compose(order, brief, DOCUMENTS, SENDER, {}).content == plain.content


def test_what_whoever_answers_is_called_may_stand_in_ids() -> None:
    """Some digests, written in digits, would be taken for a telephone number."""
    refs = [
        link_in(f"interim-e{number:08d}/invitation/1/dcs", question, AT).ref
        for number in range(2000)
        for question in Question
    ]

    assert len(set(refs)) == len(refs)
    assert [ref for ref in refs if looks_personal(ref)] == []
