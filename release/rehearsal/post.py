"""The post of a rehearsal: a Maildir, and providers that behave as the scenario says."""

from collections import Counter
from pathlib import Path

from activities.channels import LetterDeferred, MaildirChannel, RecipientRefused
from activities.outgoing import Outgoing
from schemas.ids import LetterKey
from schemas.scenario import Post


class RehearsedPost:
    """Files letters in a Maildir, refuses some or lets them wait, and may not prove delivery.

    Args:
        folder: The Maildir.
        post: How the providers behave.
    """

    name = "rehearsal"
    repeatable = True

    def __init__(self, folder: Path, post: Post) -> None:
        self._maildir = MaildirChannel(folder, lasting=False)
        self._post = post
        self._tried: Counter[LetterKey] = Counter()
        self.proves_delivery = post.proves_delivery

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """File one letter.

        Raises:
            RecipientRefused: The scenario says that this mailbox refuses.
            LetterDeferred: It says that this mailbox takes nothing yet.
        """
        if self._post.refuses_letter(key):
            raise RecipientRefused("smtp-550")
        self._tried[key] += 1
        if self._tried[key] <= self._post.times_put_off(key):
            raise LetterDeferred("smtp-452-4.2.2")
        await self._maildir.deliver(key, letter)
