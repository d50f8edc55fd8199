"""The server that makes visits go through several runs, for replays of them."""

from tests.e2e.test_continue_as_new import impatient, impatient_server

__all__ = ["impatient", "impatient_server"]
