"""Which settings of ours there are, so that a misspelt one is not passed over in silence."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

_OURS: Final = "VISITS_"
KNOWN: Final = frozenset(
    {
        "VISITS_API",
        "VISITS_BOUNCES_ADDRESS",
        "VISITS_DEBUG",
        "VISITS_DECISIONS_KEY_FILE",
        "VISITS_DECISIONS_PUBLIC_KEYS_FILE",
        "VISITS_FEED_DATABASE_URL",
        "VISITS_FEED_HOST",
        "VISITS_FEED_ORIGINS",
        "VISITS_FEED_PER_ADDRESS",
        "VISITS_FEED_PER_TOKEN",
        "VISITS_FEED_PORT",
        "VISITS_FEED_PROXIES",
        "VISITS_IMAP_CA_FILE",
        "VISITS_IMAP_FOLDER",
        "VISITS_IMAP_HOST",
        "VISITS_IMAP_PASSWORD",
        "VISITS_IMAP_PORT",
        "VISITS_IMAP_READ_FOLDER",
        "VISITS_IMAP_TLS",
        "VISITS_IMAP_USER",
        "VISITS_IMAP_VERIFY",
        "VISITS_INSTALLATION",
        "VISITS_LETTERS_HELD_MINUTES",
        "VISITS_LETTER_ADDRESS",
        "VISITS_LETTER_COMPLAINTS",
        "VISITS_LETTER_LEGAL_BASIS",
        "VISITS_LETTER_POST",
        "VISITS_LETTER_PRIVACY_NOTICE",
        "VISITS_LETTER_PURPOSE",
        "VISITS_LETTER_SIGNATORY",
        "VISITS_LETTER_TELEPHONE",
        "VISITS_LINKS_KEY_FILE",
        "VISITS_LOG_FORMAT",
        "VISITS_MAILBOX",
        "VISITS_MAILBOX_EVERY",
        "VISITS_MAILBOX_KEPT_DAYS",
        "VISITS_MAILBOX_MAILDIR",
        "VISITS_MAILDIR",
        "VISITS_MAIL_CHANNEL",
        "VISITS_MAIL_DFE",
        "VISITS_MAIL_FROM",
        "VISITS_MAIL_NHS_ENGLAND",
        "VISITS_MAX_ACTIVITIES",
        "VISITS_MAX_CACHED",
        "VISITS_METRICS_HOST",
        "VISITS_METRICS_PORT",
        "VISITS_NOTIFY_API_KEY_FILE",
        "VISITS_NOTIFY_CALLBACK_TOKEN_FILE",
        "VISITS_NOTIFY_REPLY_TO",
        "VISITS_NOTIFY_TEMPLATE",
        "VISITS_NOTIFY_TEMPLATES",
        "VISITS_NOTIFY_URL",
        "VISITS_NOTIFY_WEEKS",
        "VISITS_OIDC_CLIENT_ID",
        "VISITS_OIDC_CLIENT_SECRET",
        "VISITS_OIDC_ISSUER",
        "VISITS_OIDC_ROLES_CLAIM",
        "VISITS_PAGES_ACCESSIBILITY",
        "VISITS_PAGES_ADDRESS",
        "VISITS_PAGES_HOST",
        "VISITS_PAGES_OF_STACK",
        "VISITS_PAGES_PORT",
        "VISITS_PAGES_PROXIES",
        "VISITS_PRIVATE_WEBHOOKS",
        "VISITS_PUBLIC_ADDRESS",
        "VISITS_SECRETS_KEY",
        "VISITS_SECRETS_KEY_FILE",
        "VISITS_SMTP_CA_FILE",
        "VISITS_SMTP_ENVELOPE_SENDER",
        "VISITS_SMTP_HELO",
        "VISITS_SMTP_HOST",
        "VISITS_SMTP_PASSWORD",
        "VISITS_SMTP_PORT",
        "VISITS_SMTP_STARTTLS",
        "VISITS_SMTP_TLS",
        "VISITS_SMTP_USER",
        "VISITS_SMTP_VERIFY",
        "VISITS_TASK_QUEUE",
        "VISITS_TOKEN",
        "VISITS_WEBHOOK_CA_FILE",
    }
)
"""The names of all settings that any process of ours reads."""


class Unread(NamedTuple):
    """A setting that looks like one of ours, and that nothing reads.

    Attributes:
        name: As it was set.
        nearest: The setting that may have been meant, if one is called much alike.
    """

    name: str
    nearest: str | None

    @property
    def sentence(self) -> str:
        """For a person."""
        meant = f"; {self.nearest} may be meant" if self.nearest else ""
        return f"{self.name} is set, and nothing reads it{meant}."


def unread(env: Mapping[str, str]) -> Iterator[Unread]:
    """The settings that nothing reads, by name; what they are set to is not looked at."""
    for name in sorted(env):
        if name.startswith(_OURS) and name not in KNOWN:
            near = get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.85)
            yield Unread(name, next(iter(near), None))
