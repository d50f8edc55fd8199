"""GOV.UK Notify: it writes the e-mail by a template, sends it, and tells what became of it."""

import asyncio
import logging
import threading
from datetime import timedelta
from typing import Final

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from activities.channels.bounded import BoundedSession
from activities.channels.notify_account import NotifyAccount
from activities.channels.notify_answers import meaning
from activities.channels.notify_message import notify_message
from activities.channels.port import ChannelUnavailable, DeliveryFailed, OutcomeUncertain
from activities.outgoing import Outgoing
from schemas.ids import LetterKey

# It tells what Notify said of a request that failed, which may quote an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

ANSWERS_WITHIN: Final = 20.0  # seconds; a letter's documents are looked at for viruses meanwhile

_AS_A_WHOLE: Final = 3
"""How many times that an answer may take from its first byte to its last."""

SETTLES: Final = timedelta(minutes=1)
"""Notify keeps a notification before it answers; a minute leaves room for a slow copy of that."""


class NotifyClients:
    """Clients of one account, one for each thread: the library's may not be shared.

    Args:
        account: Whose.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, account: NotifyAccount, timeout: float) -> None:
        self._account = account
        self._timeout = timeout
        self._own = threading.local()

    def client(self) -> NotificationsAPIClient:
        """That of this thread."""
        found: NotificationsAPIClient | None = getattr(self._own, "client", None)
        if found is None:
            found = NotificationsAPIClient(
                self._account.api_key, base_url=self._account.base_url, timeout=self._timeout
            )
            found.request_session = BoundedSession(self._timeout * _AS_A_WHOLE)
            self._own.client = found
        return found


class NotifyChannel:
    """Hands letters to GOV.UK Notify, each under its tag as the reference.

    That it took a letter proves nothing yet: it tells later whether that was delivered. Handed over
    twice a letter arrives twice, but it can be asked first whether it has one.
    """

    name = "notify"
    proves_delivery = False
    repeatable = False

    def __init__(
        self,
        account: NotifyAccount,
        *,
        timeout: float = ANSWERS_WITHIN,
        settles: timedelta = SETTLES,
    ) -> None:
        """Name the account.

        Args:
            account: Which.
            timeout: Seconds to wait for an answer.
            settles: How long after an attempt a look-up is relied on.
        """
        self._account = account
        self._clients = NotifyClients(account, timeout)
        self._settles = settles

    @property
    def settles(self) -> timedelta:
        """How long after an attempt a look-up is relied on."""
        return self._settles

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """Hand over one letter; returns once Notify has taken it.

        Raises:
            RecipientRefused: It said no to the address or a document.
            ChannelUnavailable: It takes no letters from us at this time, or cannot be reached.
            ClientRefused: It refused us rather than the recipient.
            OutcomeUncertain: There was no answer, or one that tells nothing.
        """
        # Raised outside of any handler, so that nobody's words travel in `__context__`.
        failure = await asyncio.to_thread(self._attempt, key, letter)
        if failure is not None:
            raise failure

    def _attempt(self, key: LetterKey, letter: Outgoing) -> DeliveryFailed | None:
        try:
            message = notify_message(letter)
            told = self._clients.client().send_email_notification(
                email_address=letter.recipient,
                template_id=self._account.template_of(key),
                personalisation=message.personalisation(self._account.retention),
                reference=_reference(letter),
                email_reply_to_id=self._account.reply_to,
            )
        except DeliveryFailed as failure:
            return failure
        except HTTPError as error:
            return meaning(error)
        except (APIError, RecursionError):  # the latter of lists in lists in lists
            return OutcomeUncertain("notify-answer")
        # Whoever stands between may say yes to anything: a letter counts as taken on Notify's word.
        return None if _is_of(told, letter) else OutcomeUncertain("notify-answer")

    async def took(self, letter: Outgoing) -> bool:
        """Whether Notify has a notification under the letter's reference.

        Raises:
            ChannelUnavailable: It cannot say.
        """
        found = await asyncio.to_thread(self._look_up, _reference(letter))
        if isinstance(found, ChannelUnavailable):
            raise found
        return found

    def _look_up(self, reference: str) -> bool | ChannelUnavailable:
        try:
            found = self._clients.client().get_all_notifications(reference=reference)
            references = [one["reference"] for one in found["notifications"]]
        except (APIError, LookupError, TypeError, RecursionError):
            return ChannelUnavailable("notify-no-look-up")
        if any(other != reference for other in references):
            return ChannelUnavailable("notify-no-look-up")  # that is no answer to this question
        return bool(references)


def _is_of(told: object, letter: Outgoing) -> bool:
    """Whether that is what Notify says of a letter that it has taken."""
    return isinstance(told, dict) and told.get("reference") == _reference(letter)


def _reference(letter: Outgoing) -> str:
    assert letter.tag is not None  # noqa: S101 - letters have one wherever a channel can be asked
    return letter.tag
