"""Whatever a setting is set to, it is taken or refused in a sentence that can be shown."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from schemas.sentences import Sentence
from worker.decision_keys import decision_keys
from worker.department_settings import department_mailboxes
from worker.environment import SettingsError
from worker.identity_settings import identity_settings
from worker.link_settings import link_maker
from worker.mail_settings import mail_settings
from worker.mailbox_settings import mailbox_settings
from worker.notify_settings import callback_token
from worker.pages_settings import pages_settings
from worker.secret_keys import secret_keys
from worker.settings import (
    database_url,
    delivery_settings,
    feed_settings,
    letters_held_minutes,
    log_format,
    public_address,
    worker_settings,
)
from worker.temporal_settings import temporal_settings
from worker.trace_settings import traces_asked_for
from worker.watch_settings import watch_settings

HOSTILE = (
    *("", " ", "\t", "-1", "0", "5 ", "\u0663", "1e3", "9" * 5000, "a" * 50_000),
    *("\udcff", "\u00e9", "x\ny", "\x1b[31mred", "\u202etxt", "%s", "{0}", "$HOME", "~", "*", ","),
    *("/", "/etc", "/dev/null", "/nonexistent/x", "{folder}/bytes", "{folder}/empty"),
    *("http://", "http://[::1", "https://a:99999/", "https://h.example/", "javascript:alert(1)"),
    *("a@b", "@@", "yes", "127.0.0.1", "::1", "10.0.0.0/33", "host:70000", "host:", "[", "{{}}"),
    *("maildir", "smtp", "notify", "imap", "none", "required", "otlp", "traceidratio"),
)

UUID = "00000000-0000-0000-0000-000000000000"

WHERE_IT_IS_READ: tuple[tuple[Callable[..., Any], dict[str, str]], ...] = (
    (worker_settings, {}),
    (feed_settings, {}),
    (delivery_settings, {}),
    (letters_held_minutes, {}),
    (log_format, {}),
    (public_address, {}),
    (database_url, {}),
    (pages_settings, {}),
    (watch_settings, {}),
    (mail_settings, {}),
    (mail_settings, {"VISITS_MAIL_CHANNEL": "smtp", "VISITS_SMTP_USER": "u"}),
    (
        mail_settings,
        {
            "VISITS_MAIL_CHANNEL": "notify",
            "VISITS_NOTIFY_TEMPLATE": UUID,
            "VISITS_NOTIFY_API_KEY_FILE": "{folder}/key",
        },
    ),
    (mail_settings, {"VISITS_PAGES_ADDRESS": "https://p.example"}),
    (mailbox_settings, {"VISITS_MAILBOX": "maildir", "VISITS_MAILBOX_MAILDIR": "in"}),
    (
        mailbox_settings,
        {
            "VISITS_MAILBOX": "imap",
            "VISITS_IMAP_HOST": "h",
            "VISITS_IMAP_USER": "u",
            "VISITS_IMAP_PASSWORD": "p",
        },
    ),
    (department_mailboxes, {"VISITS_MAIL_DFE": "a@b.example", "VISITS_MAIL_NHS_ENGLAND": "a@b.ex"}),
    (link_maker, {"VISITS_PAGES_ADDRESS": "https://p.example"}),
    (
        identity_settings,
        {
            "VISITS_OIDC_ISSUER": "https://i.example",
            "VISITS_OIDC_CLIENT_ID": "c",
            "VISITS_PAGES_ADDRESS": "https://p.example",
        },
    ),
    (callback_token, {}),
    (lambda env: secret_keys(None, env), {}),
    (lambda env: decision_keys(None, env).public_keys(), {}),
    (lambda env: decision_keys(None, env).signer(), {}),
    (
        temporal_settings,
        {
            "TEMPORAL_ADDRESS": "h:1",
            "TEMPORAL_NAMESPACE": "n",
            "TEMPORAL_TLS": "yes",
            "TEMPORAL_PROFILE": "",
            "TEMPORAL_API_KEY": "k",
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "",
            "OF_ANOTHER_PROGRAM": "",
        },
    ),
    (traces_asked_for, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}),
)


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.names = set(known)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as a `dict` has it
        self.names.add(name)
        return super().get(name, default)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bytes").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "empty").touch()
    (tmp_path / "key").write_text(f"visits-{UUID}-{UUID}")
    return tmp_path


@pytest.mark.parametrize(
    ("read", "known"), WHERE_IT_IS_READ, ids=[str(n) for n in range(len(WHERE_IT_IS_READ))]
)
def test_hostile_settings_are_taken_or_refused_in_a_sentence(
    read: Callable[..., Any], known: dict[str, str], folder: Path
) -> None:
    here = {name: value.format(folder=folder) for name, value in known.items()}
    asked = Asked(here)
    _told(read, asked)
    assert asked.names
    for name in sorted(asked.names):
        for value in HOSTILE:
            hostile = value.replace("{folder}", str(folder))
            sentence = _told(read, {**here, name: hostile})
            assert len(sentence) < 1000, (name, value[:40])
            assert sentence.isprintable(), (name, value[:40], sentence)


def _told(read: Callable[..., Any], env: Mapping[str, str]) -> str:
    try:
        read(env=env)
    except Sentence as wrong:
        return str(wrong)
    return ""


def test_what_other_programs_set_keeps_nobody_from_temporal() -> None:
    temporal_settings({"TEMPORAL_ADDRESS": "h:1", "OF_ANOTHER_PROGRAM": "\udcff"})


def test_a_proxy_that_is_none_is_told_with_the_setting_that_names_it() -> None:
    with pytest.raises(SettingsError, match="VISITS_PAGES_PROXIES must be IP addresses"):
        pages_settings({"VISITS_PAGES_PROXIES": "proxy"})


def test_letters_go_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for file in ("/dev/null", str(tmp_path / "file"), "x" * 5000):
        with pytest.raises(SettingsError, match="VISITS_MAILDIR must be a folder"):
            mail_settings({"VISITS_MAILDIR": file})
    for there in (str(tmp_path), str(tmp_path / "not" / "yet")):
        assert mail_settings({"VISITS_MAILDIR": there}).maildir == Path(there)
