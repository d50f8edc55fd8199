"""Signatures that the libraries of others verify, and that go on while secrets change."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from standardwebhooks import Webhook, WebhookVerificationError

from activities.deliveries.signing import headers, new_secret, shown
from register.subscriptions import Secret
from schemas.subscriptions import SecretKind
from tests.receiving import verify_v1a

ID = "interim-e10000016-1"
BODY = '{"id":"interim-e10000016-1","note":"§ é"}'


def sign(*keys: Secret) -> dict[str, str]:
    return headers(ID, BODY, keys, datetime.now(UTC))


def test_a_shared_secret_is_verified_by_the_library_of_others() -> None:
    secret = new_secret(SecretKind.V1)

    Webhook(secret).verify(BODY, sign(Secret(SecretKind.V1, secret, None)))
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret(SecretKind.V1)).verify(BODY, sign(Secret(SecretKind.V1, secret, None)))


def test_a_key_pair_is_verified_by_its_public_key() -> None:
    secret = new_secret(SecretKind.V1A)
    given = sign(Secret(SecretKind.V1A, secret, None))

    verify_v1a(shown(SecretKind.V1A, secret), given, BODY)
    with pytest.raises(InvalidSignature):
        verify_v1a(shown(SecretKind.V1A, secret), given, f"{BODY} ")


def test_keys_are_written_as_the_standard_writes_them() -> None:
    shared, private = new_secret(SecretKind.V1), new_secret(SecretKind.V1A)

    assert shared.startswith("whsec_")
    assert private.startswith("whsk_")
    assert shown(SecretKind.V1, shared) == shared
    assert shown(SecretKind.V1A, private).startswith("whpk_")
    assert shared != new_secret(SecretKind.V1)


def test_while_secrets_change_both_sign_until_the_old_one_expires() -> None:
    now = datetime.now(UTC)
    old, new = new_secret(SecretKind.V1), new_secret(SecretKind.V1)
    pair = new_secret(SecretKind.V1A)

    def keys(expires_at: datetime) -> list[Secret]:
        return [
            Secret(SecretKind.V1, new, None),
            Secret(SecretKind.V1, old, expires_at),
            Secret(SecretKind.V1A, pair, None),
        ]

    given = sign(*keys(now + timedelta(hours=24)))
    Webhook(new).verify(BODY, given)
    Webhook(old).verify(BODY, given)
    verify_v1a(shown(SecretKind.V1A, pair), given, BODY)

    later = sign(*keys(now - timedelta(seconds=1)))
    Webhook(new).verify(BODY, later)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(BODY, later)


def test_the_id_is_the_events_and_the_time_is_whole_seconds() -> None:
    given = headers(ID, BODY, [], datetime(2020, 10, 5, 12, 0, 0, 999_999, tzinfo=UTC))

    assert given == {
        "webhook-id": ID,
        "webhook-timestamp": "1601899200",
        "webhook-signature": "",
    }
