"""Where mail comes in, as the environment says, and where letters come back to."""

from datetime import timedelta
from pathlib import Path

import pytest

from activities.channels import Tls, TlsMode
from activities.incoming import ImapAccount
from worker.environment import SettingsError
from worker.mail_settings import mail_settings
from worker.mailbox_settings import MailboxKind, MailboxSettings, mailbox_settings

IMAP = {
    "VISITS_MAILBOX": "imap",
    "VISITS_IMAP_HOST": "mail.example.org",
    "VISITS_IMAP_USER": "visits",
    "VISITS_IMAP_PASSWORD": "a secret",
}


def test_nothing_is_read_where_nobody_said() -> None:
    names = [*IMAP, "VISITS_MAILBOX_MAILDIR", "VISITS_MAILBOX_EVERY", "VISITS_MAILBOX_KEPT_DAYS"]
    assert mailbox_settings(dict.fromkeys(names, "")) == MailboxSettings()
    with pytest.raises(SettingsError, match="VISITS_MAILBOX is not set"):
        MailboxSettings().open()


def test_each_setting_is_read() -> None:
    settings = mailbox_settings(
        {
            **IMAP,
            "VISITS_IMAP_PORT": "143",
            "VISITS_IMAP_VERIFY": "no",
            "VISITS_IMAP_FOLDER": "Bounces",
            "VISITS_IMAP_READ_FOLDER": "Done",
            "VISITS_MAILBOX_EVERY": "5",
            "VISITS_MAILBOX_KEPT_DAYS": "30",
        }
    )
    assert settings == MailboxSettings(
        kind=MailboxKind.IMAP,
        account=ImapAccount(
            "mail.example.org",
            "visits",
            "a secret",
            port=143,
            tls=Tls(TlsMode.REQUIRED, verify=False),
            folder="Bounces",
            read="Done",
        ),
        every=timedelta(seconds=5),
        kept_for=timedelta(days=30),
    )
    assert "a secret" not in repr(settings)
    maildir = {"VISITS_MAILBOX": "maildir", "VISITS_MAILBOX_MAILDIR": "/srv/mail"}
    assert mailbox_settings(maildir).maildir == Path("/srv/mail")


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"VISITS_MAILBOX": "pop"}, "VISITS_MAILBOX must be none, maildir or imap"),
        ({"VISITS_MAILBOX": "maildir"}, "VISITS_MAILBOX_MAILDIR must be set"),
        ({**IMAP, "VISITS_IMAP_PASSWORD": ""}, "VISITS_IMAP_PASSWORD must be set"),
        ({**IMAP, "VISITS_IMAP_TLS": "none"}, "a password is not sent in clear"),
        ({**IMAP, "VISITS_IMAP_TLS": "opportunistic"}, "a password is not sent in clear"),
        ({**IMAP, "VISITS_IMAP_CA_FILE": "/nowhere"}, "VISITS_IMAP_CA_FILE must be a file"),
        ({**IMAP, "VISITS_MAILBOX_EVERY": "0"}, "VISITS_MAILBOX_EVERY must be"),
    ],
)
def test_what_makes_no_sense_is_refused(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        mailbox_settings(env)


def test_letters_come_back_to_an_address_of_their_own() -> None:
    found = mail_settings({"VISITS_BOUNCES_ADDRESS": "Bounces@example.org"})
    assert found.sender.bounces == "bounces@example.org"
    assert mail_settings({"VISITS_BOUNCES_ADDRESS": ""}).sender.bounces is None


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"VISITS_BOUNCES_ADDRESS": "bounces"}, "must be an e-mail address"),
        ({"VISITS_BOUNCES_ADDRESS": "bounces+x@example.org"}, r"must have no \+ in it"),
        ({"VISITS_BOUNCES_ADDRESS": f"{'b' * 50}@example.org"}, "no more than 47 characters"),
        (
            {
                "VISITS_BOUNCES_ADDRESS": "bounces@example.org",
                "VISITS_SMTP_ENVELOPE_SENDER": "one@example.org",
            },
            "VISITS_SMTP_ENVELOPE_SENDER is for letters that come back to one address",
        ),
    ],
)
def test_an_address_to_come_back_to_has_room_for_tags(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        mail_settings(env)
