"""Asks GOV.UK Notify what became of letters, because a callback of its may be lost."""

import asyncio
from typing import Final

from notifications_python_client.errors import APIError
from pydantic import ValidationError

from activities.channels.notify import NotifyClients
from activities.channels.notify_account import NotifyAccount
from activities.incoming.port import MailboxUnavailable
from schemas.incoming import LetterTag
from schemas.notify import StatusTold

_ANSWERS_WITHIN: Final = 20.0  # seconds


class NotifyStatuses:
    """What Notify has of letters, by their tags.

    Args:
        account: The service by which they went.
    """

    def __init__(self, account: NotifyAccount) -> None:
        self._clients = NotifyClients(account, _ANSWERS_WITHIN)

    async def of(self, tag: LetterTag) -> list[StatusTold]:
        """Every notification under a letter's tag: one, as far as it depends on us.

        Raises:
            MailboxUnavailable: It cannot be asked now.
        """
        found = await asyncio.to_thread(self._look_up, tag)
        if found is None:
            raise MailboxUnavailable("notify-look-up")
        return found

    def _look_up(self, tag: LetterTag) -> list[StatusTold] | None:
        try:
            found = self._clients.client().get_all_notifications(reference=tag)
            return [StatusTold.model_validate(one) for one in found["notifications"]]
        except (APIError, LookupError, TypeError, ValidationError, RecursionError):
            return None
