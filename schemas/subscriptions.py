"""Subscriptions: where events are pushed to, and what became of them.

What a subscription's workflow and its activity tell each other is here too. Nothing of it is an
address, a secret or a sentence: those stay in the register.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.access import ConsumerId
from schemas.base import Model
from schemas.ids import ProgrammeId, VisitId

SubscriptionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)
]
"""A subscription, e.g. `dfe-warehouse-1`; chosen by whoever makes it, so that it is made once."""


class SubscriptionStatus(StrEnum):
    """Whether events are pushed.

    `paused`: by its consumer; what comes meanwhile is pushed later. `gone`: the consumer answered
    410; nothing is lost, and it may be resumed. `ended`: for good.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"
    ENDED = "ended"


class SecretKind(StrEnum):
    """How a delivery is signed (Standard Webhooks 1.0.0).

    `v1`: HMAC-SHA256 with a shared secret. `v1a`: ed25519; the consumer has the public key only.
    """

    V1 = "v1"
    V1A = "v1a"


class Answer(StrEnum):
    """What a consumer's server made of one delivery, or of being asked whether it wants any.

    `unproven`: it does not say that it wants events. `bad_certificate`: its certificate cannot be
    trusted, or it does not speak TLS. `refused_address`: the address as written is not a public
    one; a name that leads to such an address is `unreachable`, like one that leads nowhere.
    """

    DELIVERED = "delivered"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    REFUSED_ADDRESS = "refused_address"
    BAD_CERTIFICATE = "bad_certificate"
    UNPROVEN = "unproven"
    REDIRECTED = "redirected"
    BUSY = "busy"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    OTHER_STATUS = "other_status"
    GONE = "gone"


class Subscription(Model):
    """What is known of a subscription; its secrets are kept apart.

    Attributes:
        id: Its name.
        consumer: Whose it is.
        url: Where events are posted to.
        types: Only these types; all if empty.
        visits: Only about these visits; all if empty.
        programmes: Only of these programmes; all if empty.
        status: Whether events are pushed.
        position: Everything up to here was delivered, is among what waits, or was not asked for.
        last_answer: To the latest delivery that was tried.
        last_success_at: When the latest delivery arrived.
        created_at: When it was made.
        self_service: Whether its consumer made it with a token, and so needs one for it to go on;
            otherwise it was made by command.
        proven_url: The address that has shown that it wants events; nothing is posted elsewhere.
    """

    id: SubscriptionId
    consumer: ConsumerId
    url: str
    types: tuple[str, ...] = ()
    visits: tuple[VisitId, ...] = ()
    programmes: tuple[ProgrammeId, ...] = ()
    status: SubscriptionStatus
    position: int
    last_answer: Answer | None = None
    last_success_at: datetime | None = None
    created_at: datetime
    self_service: bool = False
    proven_url: str | None = None

    @property
    def proven(self) -> bool:
        """Whether its address has shown that it wants events."""
        return self.proven_url == self.url


class Tally(Model):
    """What of a subscription is not delivered.

    Attributes:
        waiting: Events that were not tried, or wait behind one of their visit that is retried.
        retrying: Events that were tried and will be again.
        dead: Events whose schedule is exhausted.
        retry_at: When the next is tried again.
        failing_since: When the first of those that are retried was first tried.
    """

    waiting: int = 0
    retrying: int = 0
    dead: int = 0
    retry_at: datetime | None = None
    failing_since: datetime | None = None


class DeadLetter(Model):
    """An event that could not be delivered within its schedule.

    Attributes:
        position: In the log.
        event_id: Its CloudEvents id, which is its `webhook-id`.
        type: The event's.
        partition_key: Its lane of order: the visit it is about.
        attempts: How often it was tried.
        first_tried_at: When it was first tried.
        last_tried_at: When it was last tried.
        answer: To the last attempt.
        http_status: Likewise, if there was one.
    """

    position: int
    event_id: str
    type: str
    partition_key: str
    attempts: int
    first_tried_at: datetime
    last_tried_at: datetime
    answer: Answer
    http_status: int | None = None


# --- Between the workflow and its activity -----------------------------------------------------

LISTEN = timedelta(minutes=10)
"""How long one delivery run listens for new events before its workflow begins the next."""


class DeliveryRunReport(Model):
    """What a delivery run left.

    Attributes:
        status: Whether there is more to do at all.
        position: As of the subscription.
        waiting: As of `Tally`.
        retrying: As of `Tally`.
        dead: As of `Tally`.
        retry_at: As of `Tally`.
        failing_since: As of `Tally`.
        last_answer: To the latest delivery that was tried.
        unfinished: Whether it ended with something due.
    """

    subscription: SubscriptionId
    status: SubscriptionStatus
    position: int = Field(ge=0)
    waiting: int = 0
    retrying: int = 0
    dead: int = 0
    retry_at: datetime | None = None
    failing_since: datetime | None = None
    last_answer: Answer | None = None
    unfinished: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more is pushed, unless somebody resumes it."""
        return self.status in {SubscriptionStatus.GONE, SubscriptionStatus.ENDED}


class SubscriptionInput(Model):
    """What the workflow of a subscription starts with.

    Attributes:
        subscription: Which one.
        listen: How long a delivery run listens; zero where time is virtual, because an activity
            that is under way would hold the clock.
        told: What the latest delivery run of an earlier run told.
    """

    subscription: SubscriptionId
    listen: timedelta = LISTEN
    told: DeliveryRunReport | None = None


class DeliveryRunRequest(Model):
    """Ask for everything that is due to be handed over.

    Attributes:
        subscription: Which one.
        now: The workflow's clock, by which deliveries are retried.
        listen: How long to listen for more, once all that is due was handed over.
        told: What the latest delivery run told, which is what operators read: news end a run.
    """

    subscription: SubscriptionId
    now: datetime
    listen: timedelta
    told: DeliveryRunReport | None = None


def subscription_workflow(subscription: SubscriptionId) -> str:
    """The workflow id: `subscription-<id>`."""
    return f"subscription-{subscription}"


def deliveries_queue(task_queue: str) -> str:
    """Delivery runs last long: on a task queue of their own they take no slot from visits."""
    return f"{task_queue}-deliveries"
