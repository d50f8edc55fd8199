"""By which service of GOV.UK Notify's letters go, read from the environment or refused."""

from pathlib import Path

import pytest

from activities.channels.notify import NotifyChannel
from schemas.values import LetterKind
from tests.activities.notify_double import INVITATION, SECRET, SERVICE, TEMPLATE
from worker.connections import open_channel
from worker.environment import SettingsError
from worker.mail_settings import mail_settings
from worker.notify_settings import callback_token


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "key").write_text(f"visits-{SERVICE}-{SECRET}\n")
    return {
        "VISITS_MAIL_CHANNEL": "notify",
        "VISITS_NOTIFY_API_KEY_FILE": str(tmp_path / "key"),
        "VISITS_NOTIFY_TEMPLATE": TEMPLATE,
    }


def test_a_service_is_read_whole(env: dict[str, str]) -> None:
    env |= {
        "VISITS_NOTIFY_TEMPLATES": f"invitation={INVITATION}",
        "VISITS_NOTIFY_REPLY_TO": TEMPLATE,
        "VISITS_NOTIFY_WEEKS": "4",
    }

    found = mail_settings(env)

    assert found.notify is not None
    assert found.notify.api_key == f"visits-{SERVICE}-{SECRET}"
    assert found.notify.retention == "4 weeks"
    assert found.notify.template_of("interim-e10000016/invitation/1/dcs") == INVITATION
    assert found.notify.template_of("interim-e10000016/reminder/1/dcs") == TEMPLATE
    assert found.notify.templates == {LetterKind.INVITATION: INVITATION}
    assert found.sender.calendar is False
    assert isinstance(open_channel(found), NotifyChannel)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VISITS_NOTIFY_TEMPLATE", ""),
        ("VISITS_NOTIFY_TEMPLATE", "a template"),
        ("VISITS_NOTIFY_TEMPLATES", "invitation"),
        ("VISITS_NOTIFY_TEMPLATES", f"invitations={INVITATION}"),
        ("VISITS_NOTIFY_REPLY_TO", "visits@example.org"),
        ("VISITS_NOTIFY_WEEKS", "79"),
        ("VISITS_NOTIFY_URL", "http://notify.example.org"),
        ("VISITS_NOTIFY_API_KEY_FILE", ""),
        ("VISITS_NOTIFY_API_KEY_FILE", "/nowhere/at/all"),
        ("VISITS_NOTIFY_API_KEY_FILE", "/dev/null"),
    ],
)
def test_what_makes_no_sense_is_named(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        mail_settings(env | {name: value})


def test_with_other_channels_none_of_it_is_read(env: dict[str, str]) -> None:
    found = mail_settings(env | {"VISITS_MAIL_CHANNEL": "maildir", "VISITS_NOTIFY_TEMPLATE": "?"})
    assert found.notify is None
    assert found.sender.calendar is True


def test_a_token_that_keeps_nobody_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("short")
    name = "VISITS_NOTIFY_CALLBACK_TOKEN_FILE"

    assert callback_token({}) is None
    with pytest.raises(SettingsError, match="at least 20 characters"):
        callback_token({name: str(tmp_path / "token")})
    with pytest.raises(SettingsError, match=name):
        callback_token({name: str(tmp_path / "none")})
