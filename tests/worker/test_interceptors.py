"""What every activity gets: a heartbeat, and failures without words."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.channels import ChannelUnavailable, ClientRefused, RecipientRefused
from activities.post_room import LettersWaiting
from register.log import SequenceConflict
from worker.interceptors import RedactFailures
from worker.plugin import area_visits_plugin

WORDS = "Amara Okafor <amara.okafor@kent.example>"
Work = Callable[[], Awaitable[object]]


class Doing(ActivityInboundInterceptor):
    """The end of the chain: the activity itself."""

    def __init__(self) -> None:
        """Nothing comes after this."""

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - Temporal's signature
        return await input.fn()


async def carried_out(work: Work, environment: ActivityEnvironment | None = None) -> object:
    """What becomes of an activity under the interceptor."""
    wrapped = RedactFailures().intercept_activity(Doing())
    given = ExecuteActivityInput(fn=work, args=(), executor=None, headers={})
    return await (environment or ActivityEnvironment()).run(wrapped.execute_activity, given)


async def failure_of(error: BaseException) -> ApplicationError:
    async def work() -> None:
        raise error

    with pytest.raises(ApplicationError) as failed:
        await carried_out(work)
    return failed.value


async def in_history(error: BaseException) -> Failure:
    """A failure as Temporal keeps it."""
    failure = Failure()
    await pydantic_data_converter.encode_failure(error, failure)
    return failure


def sql_error(code: str) -> asyncpg.PostgresError:
    return asyncpg.PostgresError.new({"C": code, "M": f"Key (email)=({WORDS}) already exists."})


def look_up() -> None:
    raise LookupError(WORDS)


class WithCode(Exception):
    """Somebody's exception."""

    def __init__(self, code: object) -> None:
        super().__init__(WORDS)
        self.code = code


class TestAFailure:
    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (ValueError(WORDS), "ValueError"),
            (SequenceConflict(WORDS), "SequenceConflict"),
            (RecipientRefused("smtp-550"), "RecipientRefused (smtp-550)"),
            (ChannelUnavailable("maildir-enospc"), "ChannelUnavailable (maildir-enospc)"),
            (ClientRefused("smtp-554-5.7.1"), "ClientRefused (smtp-554-5.7.1)"),
            (sql_error("23505"), "UniqueViolationError (23505)"),
            pytest.param(WithCode(WORDS), "WithCode", id="a code that is a sentence"),
            pytest.param(WithCode("550 5.1.1"), "WithCode", id="a code with spaces"),
            pytest.param(WithCode(550), "WithCode", id="a code that is a number"),
            pytest.param(WithCode(None), "WithCode", id="no code"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    async def test_is_its_class_and_a_code(self, error: Exception, told: str) -> None:
        failure = await failure_of(error)

        assert failure.message == told
        assert failure.type == type(error).__name__
        assert failure.details == ()
        # What the log holds already will not be otherwise at the next try.
        assert failure.non_retryable is isinstance(error, SequenceConflict)

    async def test_says_when_to_come_again_if_it_knows(self) -> None:
        again_in = timedelta(minutes=5)

        known = await failure_of(LettersWaiting("letters-deferred", again_in))

        assert known.message == "LettersWaiting (letters-deferred)"
        assert known.next_retry_delay == again_in
        assert (await failure_of(ValueError(WORDS))).next_retry_delay is None

    async def test_leaves_no_words_in_the_history(self) -> None:
        async def refused() -> None:
            try:
                look_up()
            except LookupError as cause:
                raise ValueError(WORDS) from cause

        with pytest.raises(ApplicationError) as failed:
            await carried_out(refused)

        kept = await in_history(failed.value)
        assert kept.message == "ValueError"
        assert not kept.HasField("cause")
        assert b"Amara" not in kept.SerializeToString()

    async def test_leaves_no_words_of_what_was_being_handled(self) -> None:
        async def clumsy() -> None:
            try:
                look_up()
            except LookupError:
                raise ValueError(WORDS)  # noqa: B904 - the context is what is tested

        with pytest.raises(ApplicationError) as failed:
            await carried_out(clumsy)

        kept = await in_history(failed.value)
        assert not kept.HasField("cause")
        assert b"Amara" not in kept.SerializeToString()

    async def test_without_us_would_have_left_them(self) -> None:
        """Why there is an interceptor at all."""
        kept = await in_history(ValueError(WORDS))

        assert b"Amara" in kept.SerializeToString()

    async def test_that_is_a_cancellation_stays_one(self) -> None:
        async def cancelled() -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await carried_out(cancelled)


async def test_a_result_passes_untouched() -> None:
    async def work() -> str:
        return "recorded"

    assert await carried_out(work) == "recorded"


class TestHeartbeat:
    async def test_tells_the_server_that_the_worker_lives(self) -> None:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, heartbeat_timeout=timedelta(seconds=0.3))
        beaten = asyncio.Event()
        environment.on_heartbeat = lambda *_: beaten.set()

        await carried_out(beaten.wait, environment)

        assert beaten.is_set()

    @pytest.mark.parametrize("awaited", [None, timedelta(seconds=5)])
    async def test_is_not_sent_where_none_is_awaited_or_all_is_done_at_once(
        self, awaited: timedelta | None
    ) -> None:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, heartbeat_timeout=awaited)
        beats: list[object] = []
        environment.on_heartbeat = beats.append

        async def work() -> None:
            for _ in range(5):
                await asyncio.sleep(0)

        await carried_out(work, environment)

        assert beats == []

    async def test_ends_with_the_activity(self) -> None:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, heartbeat_timeout=timedelta(seconds=30))
        before = asyncio.all_tasks()

        async def work() -> None:
            await asyncio.sleep(0)

        await carried_out(work, environment)
        await asyncio.sleep(0)

        assert asyncio.all_tasks() <= before


def test_client_worker_and_replayer_share_it_by_the_plugin() -> None:
    given = area_visits_plugin().interceptors

    assert isinstance(given, list)
    assert [type(interceptor) for interceptor in given] == [RedactFailures]
