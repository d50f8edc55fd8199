"""Where a door cannot listen it says what is wrong: the port, or the host."""

import pytest

from web.serving import DoorUnavailable, listening


@pytest.mark.parametrize("host", ["[::1]", " 127.0.0.1", "203.0.113.7", "ä" * 70])
def test_a_host_that_is_none_of_this_machine_is_not_told_as_a_port_that_is_taken(host: str) -> None:
    none = pytest.raises(DoorUnavailable, match="is no address of this machine")
    with none, listening(host, 0):
        pass


def test_a_port_that_is_taken_is_told_as_that() -> None:
    with listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        taken = pytest.raises(DoorUnavailable, match="Choose another port, or stop what uses it")
        with taken, listening("127.0.0.1", port):
            pass
