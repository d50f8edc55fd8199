"""The links that one letter has: of whom what is asked by it, and under which addresses."""

from collections.abc import Sequence
from datetime import datetime

from activities.links import NOT_SHOWN, LinkMaker
from register import links
from register.connection import Connection
from rules.letter_kinds import LETTERS
from rules.questions import ASKED
from rules.questions.asked import Standing
from schemas.letters import LetterOrder
from schemas.questions import Question
from schemas.state import VisitState


def asked_in(order: LetterOrder, state: VisitState) -> Sequence[Question]:
    """What a letter's reader is asked; nothing of whoever has it for information only.

    What was answered already, or can be answered no more, is not asked.
    """
    if order.copy_only:
        return ()
    asked = LETTERS[order.kind].asks
    return tuple(each for each in asked if _may_answer(order, each, state))


def _may_answer(order: LetterOrder, question: Question, state: VisitState) -> bool:
    link = links.link_in(order.key, question, state.changed_at)
    asked = ASKED[question]
    return order.recipient in set(asked.of(state)) and (
        asked.standing(state, link) is not Standing.OVER
    )


def addresses_shown(maker: LinkMaker, asked: Sequence[Question]) -> dict[Question, str]:
    """Addresses that open nothing, for whoever only looks at the letter."""
    return {each: maker.address(NOT_SHOWN) for each in asked}


async def addresses_that_work(
    connection: Connection,
    maker: LinkMaker,
    order: LetterOrder,
    asked: Sequence[Question],
    at: datetime,
) -> dict[Question, str]:
    """Addresses that open what is asked as soon as the letter is read.

    Args:
        connection: To the register, which knows each from now on.
        maker: With the key.
        order: The letter.
        asked: What its reader is asked.
        at: When it is written, aware.

    Raises:
        LinksKeyMissing: The maker has no key.
    """
    addresses = {}
    for question in asked:
        token = maker.token(order.key, question)
        await links.keep(connection, links.link_in(order.key, question, at), token)
        addresses[question] = maker.address(token)
    return addresses
