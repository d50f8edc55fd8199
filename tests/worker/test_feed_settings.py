"""What the feed allows is set by the environment, and nonsense is a sentence that names it."""

import pytest

from worker.environment import SettingsError
from worker.settings import feed_settings


def test_each_setting_is_read() -> None:
    feed = feed_settings(
        {
            "VISITS_FEED_ORIGINS": "https://dashboard.example.org, http://127.0.0.1:3000,",
            "VISITS_FEED_PROXIES": "10.0.0.7,10.1.0.0/24,::1",
            "VISITS_FEED_PER_ADDRESS": "1000",
            "VISITS_FEED_PER_TOKEN": "7",
        }
    )

    assert feed.origins == ("https://dashboard.example.org", "http://127.0.0.1:3000")
    assert feed.proxies == ("10.0.0.7", "10.1.0.0/24", "::1")
    assert (feed.per_address, feed.per_token) == (1000, 7)


def test_what_makes_no_sense_is_refused_by_the_name_of_its_setting() -> None:
    for name, values in {
        "VISITS_FEED_ORIGINS": [
            "*",
            "example.org",
            "https://example.org/",
            "https://a:b@c",
            "null",
        ],
        "VISITS_FEED_PROXIES": ["proxy.example.org", "10.0.0.0/40", "*"],
        "VISITS_FEED_PER_ADDRESS": ["0", "many"],
        "VISITS_FEED_PER_TOKEN": ["0", "-1"],
    }.items():
        for value in values:
            with pytest.raises(SettingsError, match=name):
                feed_settings({name: value})
