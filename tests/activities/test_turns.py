"""How many rounds of letters are written at once, and when the others come again."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from activities.channels import MaildirChannel
from activities.turns import AT_ONCE, Turns, turns_of
from tests.mail import smtp_to


class Time:
    """A clock that is moved by hand; seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_are_written_at_once_and_no_more() -> None:
    turns, free = Turns(at_once=2), []

    with turns.taken():
        free.append(turns.is_free)
        with turns.taken():
            free.append(turns.is_free)
        free.append(turns.is_free)

    assert free == [True, False, True]


def test_those_who_are_turned_away_come_one_after_the_other() -> None:
    clock = Time()
    turns = Turns(at_once=2, clock=clock)
    with turns.taken():
        clock.now += 1.0  # rounds take long here

    first = [turns.next_one() for _ in range(10)]
    clock.now += 60
    later = turns.next_one()

    assert first == sorted(first)
    assert len(set(first)) > 8
    # As fast as they are written, and none of them at once.
    assert min(first) > timedelta(seconds=0.1)
    assert timedelta(seconds=1) < max(first) < timedelta(seconds=10)
    # Whoever comes when nobody waits any more waits for one round alone.
    assert later < max(first)


def test_a_crowd_is_not_kept_waiting_by_how_slow_its_first_rounds_were() -> None:
    clock = Time()
    turns = Turns(at_once=3, clock=clock)
    for _ in range(30):  # while very many records are written, too
        with turns.taken():
            clock.now += 2.0
    waiting = [clock.now + turns.next_one().total_seconds() for _ in range(1_000)]
    slow = clock.now + 1_000 * 2.0 / 3

    asked = 0
    while waiting:  # each round takes a tenth of a second now, and three are written at once
        waiting.sort()
        clock.now = max(clock.now, waiting.pop(0))
        asked += 1
        if asked % 2:  # every other finds that somebody else has come first
            with turns.taken():
                clock.now += 0.1 / 3
        else:
            waiting.append(clock.now + turns.next_one().total_seconds())

    assert clock.now < slow / 2
    assert asked < 4_000


def test_rounds_that_wait_for_a_server_leave_room_for_records(tmp_path: Path) -> None:
    def at_once(turns: Turns) -> int:
        with ExitStack() as taken:
            count = 0
            while turns.is_free:
                taken.enter_context(turns.taken())
                count += 1
            return count

    assert at_once(turns_of(MaildirChannel(tmp_path), 16)) == AT_ONCE
    assert at_once(turns_of(smtp_to(1), 16)) == 12
    assert at_once(turns_of(smtp_to(1), 2)) == AT_ONCE
