"""The identity provider as the environment names it, or a sentence that says what is wrong."""

import pytest

from worker.environment import SettingsError
from worker.identity_settings import identity_settings

WHOLE = {
    "VISITS_OIDC_ISSUER": "https://identity.example.org/realm",
    "VISITS_OIDC_CLIENT_ID": "visits",
    "VISITS_PAGES_ADDRESS": "https://visits.example.org/",
}


def test_without_an_issuer_there_is_none() -> None:
    assert identity_settings({"VISITS_OIDC_CLIENT_ID": "visits"}) is None


def test_what_is_set_is_read() -> None:
    read = identity_settings({**WHOLE, "VISITS_OIDC_ROLES_CLAIM": "groups"})
    assert read is not None
    assert (read.issuer, read.client_id) == ("https://identity.example.org/realm", "visits")
    assert read.public_address == "https://visits.example.org"
    assert (read.client_secret, read.roles_claim, read.private) == (None, "groups", False)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"VISITS_OIDC_CLIENT_ID": ""}, "VISITS_OIDC_CLIENT_ID must be"),
        ({"VISITS_PAGES_ADDRESS": ""}, "VISITS_PAGES_ADDRESS must be"),
        ({"VISITS_OIDC_ISSUER": "http://identity.example.org"}, "https://"),
        ({"VISITS_OIDC_ISSUER": "identity.example.org"}, "https://"),
        ({"VISITS_PAGES_ADDRESS": "http://visits.example.org"}, "https://"),
    ],
)
def test_what_is_missing_or_open_to_others_is_named(changed: dict[str, str], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        identity_settings({**WHOLE, **changed})


def test_trials_on_this_machine_need_no_tls() -> None:
    here = {"VISITS_OIDC_ISSUER": "http://localhost:9000", "VISITS_PAGES_ADDRESS": "http://[::1]:1"}
    read = identity_settings({**WHOLE, **here})
    assert read is not None
    assert read.private
