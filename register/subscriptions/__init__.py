"""Subscriptions as their consumers and operators see and change them; delivering is beside."""

from register.subscriptions.changes import (
    MOST_AT_ONCE,
    SubscriptionEnded,
    SubscriptionTaken,
    TooManySubscriptions,
    change,
    end,
    make,
    replay,
    retry_now,
)
from register.subscriptions.notices import CHANGED
from register.subscriptions.queries import (
    COLUMNS,
    FIRST_OF_LANE,
    Overview,
    UnknownSubscription,
    dead_letters,
    not_over,
    overview,
    require,
    subscription_of,
    tally,
)
from register.subscriptions.secrets import (
    KEEPS_SIGNING,
    Secret,
    require_keys,
    reseal,
    rotate,
    secrets_of,
)

__all__ = [
    "CHANGED",
    "COLUMNS",
    "FIRST_OF_LANE",
    "KEEPS_SIGNING",
    "MOST_AT_ONCE",
    "Overview",
    "Secret",
    "SubscriptionEnded",
    "SubscriptionTaken",
    "TooManySubscriptions",
    "UnknownSubscription",
    "change",
    "dead_letters",
    "end",
    "make",
    "not_over",
    "overview",
    "replay",
    "require",
    "require_keys",
    "reseal",
    "retry_now",
    "rotate",
    "secrets_of",
    "subscription_of",
    "tally",
]
