"""What operators read of a subscription in the Temporal Web UI; no address, no secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from rules.wording import moment
from schemas.subscriptions import Answer, DeliveryRunReport, SubscriptionId, SubscriptionStatus
from workflows.wording import short, table

ANSWER_WORDS: Final[Mapping[Answer, str]] = {
    Answer.DELIVERED: "delivered",
    Answer.TIMED_OUT: "no answer in time",
    Answer.UNREACHABLE: "cannot be reached",
    Answer.REFUSED_ADDRESS: "its address is not a public one",
    Answer.BAD_CERTIFICATE: "its certificate cannot be trusted",
    Answer.UNPROVEN: "does not say that it wants events",
    Answer.REDIRECTED: "redirects, which is not followed",
    Answer.BUSY: "asks us to come later",
    Answer.CLIENT_ERROR: "refuses (4xx)",
    Answer.SERVER_ERROR: "fails (5xx)",
    Answer.OTHER_STATUS: "answers with a status that is none",
    Answer.GONE: "wants no more (410)",
}

STATUS_WORDS: Final[Mapping[SubscriptionStatus, str]] = {
    SubscriptionStatus.ACTIVE: "active",
    SubscriptionStatus.PAUSED: "paused",
    SubscriptionStatus.GONE: "stopped: the consumer answered 410",
    SubscriptionStatus.ENDED: "ended",
}


def subscription_summary(subscription: SubscriptionId) -> str:
    """One line of a list, e.g. `Events pushed to dfe-warehouse-1`."""
    return short(f"Events pushed to {subscription}")


def subscription_static_details(subscription: SubscriptionId) -> str:
    """What it is; what changes is in its current details."""
    rows = [
        ("Subscription", subscription),
        ("Everything about it", f"`visits subscriptions show {subscription}`"),
        ("What could not be delivered", f"`visits subscriptions dead {subscription}`"),
    ]
    return table("What it is", "", rows)


def delivery_run_summary(subscription: SubscriptionId, told: DeliveryRunReport | None) -> str:
    """What the activity does, e.g. `Hand events over to dfe-warehouse-1; 3 are tried again`."""
    begun = f"Hand events over to {subscription}"
    if told is None or not told.retrying:
        return short(begun)
    tried = f"{begun}; {_events(told.retrying)} tried again"
    if told.last_answer in {None, Answer.DELIVERED}:  # that was another visit's event
        return short(tried)
    return short(f"{tried} ({ANSWER_WORDS[told.last_answer]})")


def retry_summary(report: DeliveryRunReport) -> str:
    """What the timer is for, e.g. `Until Mon 5 Oct 2020 17:00: 3 events are tried again`."""
    return short(f"Until {moment(report.retry_at)}: {_events(report.retrying)} tried again")


def details(subscription: SubscriptionId, report: DeliveryRunReport | None, now: datetime) -> str:
    """Where it stands, as Markdown.

    Args:
        subscription: Which one.
        report: What the latest delivery run told; `None` before the first has ended.
        now: When this is written.
    """
    title = f"Events pushed to {subscription}"
    if report is None:
        return table(title, "", [("Begun", moment(now))])
    rows = [
        ("As of", moment(now)),
        ("Status", STATUS_WORDS[report.status]),
        ("Log read up to position", f"{report.position}"),
        ("Latest answer", ANSWER_WORDS[report.last_answer] if report.last_answer else "none yet"),
        ("Waiting", f"{report.waiting}"),
        ("To be tried again", f"{report.retrying}"),
    ]
    if report.retrying:
        rows += [
            ("Failing since", moment(report.failing_since)),
            ("Next attempt", moment(report.retry_at)),
        ]
    rows.append(("Could not be delivered", f"{report.dead}"))
    return table(title, "", rows)


def _events(count: int) -> str:
    return "1 event is" if count == 1 else f"{count} events are"
