"""Our part of the environment: each setting is read, and nonsense is a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from activities.channels import Login, MailServer, Tls, TlsMode
from activities.letterhead import Letterhead
from desk.departments import EXAMPLES
from schemas.values import ContactRole
from worker.department_settings import department_mailboxes
from worker.environment import SettingsError, told
from worker.mail_settings import MailChannel, MailSettings, mail_settings
from worker.settings import (
    FeedSettings,
    LogFormat,
    WorkerSettings,
    database_url,
    delivery_settings,
    feed_settings,
    letters_held_minutes,
    log_format,
    public_address,
    worker_settings,
)


def test_with_nothing_set_letters_go_to_a_folder() -> None:
    assert mail_settings({}) == MailSettings()
    assert worker_settings({}) == WorkerSettings()
    assert feed_settings({}) == FeedSettings("127.0.0.1", 8400)
    assert public_address({}) is None
    assert mail_settings({}).channel is MailChannel.MAILDIR
    assert log_format({}) is None
    assert database_url({}) is None
    assert letters_held_minutes({}) == 5


def test_letters_are_held_for_an_hour_at_most() -> None:
    name = "VISITS_LETTERS_HELD_MINUTES"
    assert letters_held_minutes({name: "0"}) == 0
    with pytest.raises(SettingsError, match=f"{name} must be a whole number from 0 to 60"):
        letters_held_minutes({name: "90"})


def test_each_setting_is_read() -> None:
    mail = mail_settings(
        {
            "VISITS_MAIL_CHANNEL": "smtp",
            "VISITS_MAILDIR": "/srv/letters",
            "VISITS_SMTP_HOST": "mail",
            "VISITS_SMTP_PORT": "1025",
            "VISITS_SMTP_TLS": "required",
            "VISITS_SMTP_VERIFY": "no",
            "VISITS_SMTP_HELO": "worker.example.org",
            "VISITS_SMTP_ENVELOPE_SENDER": "bounces@example.org",
            "VISITS_INSTALLATION": "trial.example.org",
            "VISITS_SMTP_USER": "visits",
            "VISITS_SMTP_PASSWORD": "a secret",
            "VISITS_MAIL_FROM": "area-visits@example.org",
        }
    )
    worker = worker_settings(
        {
            "VISITS_TASK_QUEUE": "spring",
            "VISITS_MAX_CACHED": "0",
            "VISITS_MAX_ACTIVITIES": "4",
        }
    )

    assert (mail.channel, mail.maildir) == (MailChannel.SMTP, Path("/srv/letters"))
    assert mail.server == MailServer(
        "mail",
        1025,
        hello="worker.example.org",
        tls=Tls(TlsMode.REQUIRED, verify=False),
        envelope_sender="bounces@example.org",
        login=Login("visits", "a secret"),
    )
    assert mail.sender.domain == "trial.example.org"
    assert "a secret" not in repr(mail)
    assert mail.sender.email == "area-visits@example.org"
    assert worker.task_queue == "spring"
    assert (worker.max_cached_workflows, worker.max_activities) == (0, 4)
    assert log_format({"VISITS_LOG_FORMAT": "json"}) is LogFormat.JSON
    assert log_format({"VISITS_LOG_FORMAT": "console"}) is LogFormat.CONSOLE
    assert database_url({"DATABASE_URL": "postgresql://x"}) == "postgresql://x"
    assert database_url({"DATABASE_URL": " postgresql://x/d \n"}) == "postgresql://x/d"
    feed = feed_settings({"VISITS_FEED_HOST": "0.0.0.0", "VISITS_FEED_PORT": "0"})  # noqa: S104 - as in a container
    assert (feed.host, feed.port) == ("0.0.0.0", 0)  # noqa: S104


def test_a_setting_that_is_there_but_empty_is_as_if_it_were_not() -> None:
    """So that `${NAME:-}` in a compose file means the default."""
    names = [
        *("VISITS_MAIL_CHANNEL", "VISITS_MAILDIR", "VISITS_SMTP_HOST", "VISITS_SMTP_PORT"),
        *("VISITS_SMTP_USER", "VISITS_SMTP_PASSWORD"),
        *("VISITS_SMTP_STARTTLS", "VISITS_SMTP_TLS", "VISITS_SMTP_CA_FILE", "VISITS_SMTP_VERIFY"),
        *("VISITS_SMTP_HELO", "VISITS_SMTP_ENVELOPE_SENDER", "VISITS_INSTALLATION"),
        *("VISITS_MAIL_FROM", "VISITS_TASK_QUEUE", "VISITS_MAX_CACHED"),
        *("VISITS_MAX_ACTIVITIES", "VISITS_LOG_FORMAT", "DATABASE_URL"),
        *("VISITS_FEED_HOST", "VISITS_FEED_PORT", "VISITS_PUBLIC_ADDRESS"),
    ]
    empty = dict.fromkeys(names, "")

    assert mail_settings(empty) == MailSettings()
    assert worker_settings(empty) == WorkerSettings()
    assert feed_settings(empty) == FeedSettings()
    assert public_address(empty) is None
    assert log_format(empty) is None
    assert database_url(empty) is None


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({"VISITS_SMTP_USER": "visits"}, "are set together"),
        ({"VISITS_SMTP_PASSWORD": "a secret"}, "are set together"),
        (
            {"VISITS_SMTP_USER": "visits", "VISITS_SMTP_PASSWORD": "a secret"},
            "VISITS_SMTP_TLS must be required",
        ),
        (
            {
                "VISITS_SMTP_HOST": "mail.example.org",
                "VISITS_SMTP_TLS": "opportunistic",
                "VISITS_SMTP_USER": "visits",
                "VISITS_SMTP_PASSWORD": "a secret",
            },
            "VISITS_SMTP_TLS must be required",
        ),
    ],
)
def test_a_login_is_whole_and_never_in_clear(env: dict[str, str], wanted: str) -> None:
    with pytest.raises(SettingsError, match=wanted) as refused:
        mail_settings(env)
    assert "a secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("mail.example.org", TlsMode.REQUIRED),
        ("192.0.2.1", TlsMode.REQUIRED),
        ("localhost.example.org", TlsMode.REQUIRED),
        ("localhost", TlsMode.OPPORTUNISTIC),
        ("127.0.0.1", TlsMode.OPPORTUNISTIC),
        ("::1", TlsMode.OPPORTUNISTIC),
    ],
)
def test_encryption_is_insisted_on_unless_the_server_is_on_this_machine_or_it_is_said(
    host: str, mode: TlsMode
) -> None:
    assert mail_settings({"VISITS_SMTP_HOST": host}).server.tls == Tls(mode)
    for said in TlsMode:
        env = {"VISITS_SMTP_HOST": host, "VISITS_SMTP_TLS": said.value}
        assert mail_settings(env).server.tls.mode is said


@pytest.mark.parametrize("text", ["yes", "no", "please"])
def test_the_setting_of_old_is_not_passed_over_in_silence(text: str) -> None:
    with pytest.raises(SettingsError, match=r"VISITS_SMTP_TLS=required .* VISITS_SMTP_TLS=none"):
        mail_settings({"VISITS_SMTP_STARTTLS": text})


def test_authorities_are_a_file_of_certificates(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for file in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        with pytest.raises(SettingsError, match="VISITS_SMTP_CA_FILE must be a file of"):
            mail_settings({"VISITS_SMTP_CA_FILE": str(file)})


def test_who_we_are_follows_from_whom_letters_come_from_until_it_is_said() -> None:
    """A name with a dot, of which no server says that it needs to be fully qualified."""
    mail = mail_settings({"VISITS_MAIL_FROM": "visits@bücher.example"})
    assert mail.sender.email == "visits@xn--bcher-kva.example"
    assert mail.server.hello == mail.sender.domain == "xn--bcher-kva.example"
    own = mail_settings({"VISITS_INSTALLATION": "trial.example.org"})
    assert own.server.hello == own.sender.domain == "trial.example.org"


@pytest.mark.parametrize(
    ("read", "name", "text", "wanted"),
    [
        (mail_settings, "VISITS_MAIL_CHANNEL", "pigeon", "maildir, smtp or notify"),
        (mail_settings, "VISITS_SMTP_PORT", "smtp", "a whole number from 1 to 65535"),
        (mail_settings, "VISITS_SMTP_PORT", "0", "a whole number from 1 to 65535"),
        (mail_settings, "VISITS_SMTP_PORT", "70000", "a whole number from 1 to 65535"),
        (mail_settings, "VISITS_SMTP_PORT", "²5", "a whole number from 1 to 65535"),
        (mail_settings, "VISITS_SMTP_TLS", "please", "required, opportunistic or none"),
        (mail_settings, "VISITS_SMTP_VERIFY", "please", "yes or no"),
        (mail_settings, "VISITS_SMTP_HELO", "worker", "a domain name"),
        (mail_settings, "VISITS_SMTP_HELO", "worker.example\r\nRSET", "a domain name"),
        (mail_settings, "VISITS_INSTALLATION", "the trial", "a domain name"),
        (mail_settings, "VISITS_SMTP_ENVELOPE_SENDER", "bounces", "an e-mail address"),
        (mail_settings, "VISITS_MAIL_FROM", "area visits", "an e-mail address"),
        (mail_settings, "VISITS_MAIL_FROM", "Visits <a@example.org>", "an e-mail address"),
        (mail_settings, "VISITS_MAIL_FROM", "zoë@example.org", "an e-mail address"),
        (worker_settings, "VISITS_MAX_CACHED", "-1", "a whole number from 0 to 1000000"),
        (worker_settings, "VISITS_MAX_CACHED", "many", "a whole number from 0 to 1000000"),
        (worker_settings, "VISITS_MAX_ACTIVITIES", "0", "a whole number from 1 to 1000000"),
        (worker_settings, "VISITS_MAX_ACTIVITIES", "9" * 5000, "a whole number from 1"),
        (log_format, "VISITS_LOG_FORMAT", "yaml", "json or console"),
        (feed_settings, "VISITS_FEED_PORT", "70000", "a whole number from 0 to 65535"),
    ],
)
def test_nonsense_is_a_sentence_that_names_the_setting(
    read: Callable[[dict[str, str]], object], name: str, text: str, wanted: str
) -> None:
    with pytest.raises(SettingsError) as nonsense:
        read({name: text})

    sentence = str(nonsense.value)
    assert sentence.startswith(f"{name} must be {wanted}")
    assert sentence.endswith(f"not “{told(text)}”.")
    assert sentence.isprintable()
    assert nonsense.value.__suppress_context__ or nonsense.value.__context__ is None


def test_events_can_be_published_at_an_address() -> None:
    for address in (
        "https://events.example.org",
        "http://localhost:8400",
        "https://example.org/visits",
        "http://[::1]:8400",
    ):
        assert public_address({"VISITS_PUBLIC_ADDRESS": address}) == address


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("events.example.org", "such as https://events.example.org"),
        ("ftp://events.example.org", "such as https://events.example.org"),
        ("https://", "such as https://events.example.org"),
        ("https://:8400", "such as https://events.example.org"),
        ("https://example.org:many", "such as https://events.example.org"),
        ("https://exa mple.org", "such as https://events.example.org"),
        ("https://[example.org", "such as https://events.example.org"),
        ("https://me:sesame@example.org", "must not hold a user or a password"),
        ("https://example.org/", "without a slash"),
        ("https://example.org/visits?key=sesame", "must end with the host"),
        ("https://example.org#part", "must end with the host"),
    ],
)
def test_where_events_cannot_be_published_is_a_sentence_without_secrets(
    address: str, wanted: str
) -> None:
    with pytest.raises(SettingsError) as nonsense:
        public_address({"VISITS_PUBLIC_ADDRESS": address})

    sentence = str(nonsense.value)
    assert sentence.startswith("VISITS_PUBLIC_ADDRESS must ")
    assert wanted in sentence
    assert "sesame" not in sentence


def test_events_are_pushed_to_private_addresses_only_if_that_is_said() -> None:
    assert not delivery_settings({}).private
    assert delivery_settings({"VISITS_PRIVATE_WEBHOOKS": "yes"}).private
    with pytest.raises(SettingsError, match="VISITS_PRIVATE_WEBHOOKS"):
        delivery_settings({"VISITS_PRIVATE_WEBHOOKS": "perhaps"})


def test_authorities_of_our_own_are_certificates_in_a_file(tmp_path: Path) -> None:
    assert delivery_settings({}).trust is None
    empty = tmp_path / "empty.pem"
    empty.touch()
    for file in (empty, tmp_path / "nowhere.pem", tmp_path):
        with pytest.raises(SettingsError, match="VISITS_WEBHOOK_CA_FILE must be a file of"):
            delivery_settings({"VISITS_WEBHOOK_CA_FILE": str(file)})


def test_what_letters_say_of_who_writes_is_read() -> None:
    letterhead = mail_settings(
        {
            "VISITS_LETTER_SIGNATORY": "Eleanor Hart",
            "VISITS_LETTER_POST": "Regional director",
            "VISITS_LETTER_TELEPHONE": "01632 960123",
            "VISITS_LETTER_ADDRESS": "2 Example Lane,\n Exampleton",
            "VISITS_LETTER_PURPOSE": "how the pandemic has affected children with SEND",
            "VISITS_LETTER_LEGAL_BASIS": "The Visits Act 2020.",
            "VISITS_LETTER_PRIVACY_NOTICE": "https://inspectors.example/privacy",
            "VISITS_LETTER_COMPLAINTS": "https://inspectors.example/complaints",
        }
    ).sender.letterhead

    assert letterhead == Letterhead(
        signatory="Eleanor Hart",
        post="Regional director",
        telephone="01632 960123",
        postal_address="2 Example Lane, Exampleton",
        purpose="how the pandemic has affected children with SEND",
        legal_basis="The Visits Act 2020.",
        privacy_notice="https://inspectors.example/privacy",
        complaints="https://inspectors.example/complaints",
    )
    assert mail_settings({}).sender.letterhead == Letterhead()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VISITS_LETTER_SIGNATORY", "Eleanor \u2610", "In VISITS_LETTER_SIGNATORY, character 9"),
        ("VISITS_LETTER_PRIVACY_NOTICE", "http://a.example", "must be the address of a page"),
        ("VISITS_LETTER_COMPLAINTS", "ask us", "VISITS_LETTER_COMPLAINTS must be the address"),
    ],
)
def test_what_a_letter_could_not_say_is_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        mail_settings({name: value})


def test_the_departments_mailboxes_are_settings() -> None:
    env = {
        "VISITS_MAIL_DFE": "send.visits@dfe.example.org",
        "VISITS_MAIL_NHS_ENGLAND": "send@nhs.example.org",
    }
    for embedded in (False, True):
        dfe, nhs_england = department_mailboxes(env, embedded=embedded)
        assert (dfe.role, dfe.name, dfe.email) == (
            ContactRole.DFE,
            "Department for Education",
            "send.visits@dfe.example.org",
        )
        assert (nhs_england.role, nhs_england.email) == (
            ContactRole.NHS_ENGLAND,
            "send@nhs.example.org",
        )


@pytest.mark.parametrize(
    ("env", "embedded", "sentence"),
    [
        ({}, False, "VISITS_MAIL_DFE and VISITS_MAIL_NHS_ENGLAND are not set"),
        ({"VISITS_MAIL_DFE": "a@b.example"}, True, "VISITS_MAIL_NHS_ENGLAND is not set"),
        (
            {"VISITS_MAIL_CHANNEL": "smtp", "VISITS_SMTP_HOST": "mail.example.org"},
            True,
            "Nobody has said where agreed notes go",
        ),
        ({"VISITS_MAIL_CHANNEL": "notify"}, True, "Nobody has said where agreed notes go"),
        (
            {"VISITS_MAIL_DFE": "dfe", "VISITS_MAIL_NHS_ENGLAND": "a@b.example"},
            True,
            "VISITS_MAIL_DFE must be an e-mail address",
        ),
    ],
    ids=["nothing set", "one of two", "letters leave the machine", "by Notify", "no address"],
)
def test_without_them_it_is_said_what_to_set(
    env: dict[str, str],
    embedded: bool,  # noqa: FBT001 - a parameter of the test
    sentence: str,
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        department_mailboxes(env, embedded=embedded)


def test_where_letters_stay_on_this_machine_example_addresses_do() -> None:
    catcher = {"VISITS_MAIL_CHANNEL": "smtp", "VISITS_SMTP_HOST": "127.0.0.1"}
    assert department_mailboxes({}, embedded=True) == EXAMPLES
    assert department_mailboxes(catcher, embedded=True) == EXAMPLES
