"""The post of a rehearsal: a Maildir, and providers that behave as the scenario says."""

from pathlib import Path

from activities.channels import MaildirChannel, RecipientRefused
from activities.outgoing import Outgoing
from schemas.ids import LetterKey
from schemas.scenario import Post


class RehearsedPost:
    """Files letters in a Maildir, refuses some recipients, and may not prove delivery.

    Args:
        folder: The Maildir.
        post: How the providers behave.
    """

    name = "rehearsal"
    repeatable = True

    def __init__(self, folder: Path, post: Post) -> None:
        self._maildir = MaildirChannel(folder, lasting=False)
        self._refuses = frozenset(post.refuses)
        self.proves_delivery = post.proves_delivery

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """File one letter.

        Raises:
            RecipientRefused: The scenario says that this mailbox refuses.
        """
        _, kind, _, recipient = key.split("/")
        if {recipient, f"{kind}/{recipient}"} & self._refuses:
            raise RecipientRefused("smtp-550")
        await self._maildir.deliver(key, letter)
