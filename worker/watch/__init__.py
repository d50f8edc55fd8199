"""A process as seen from outside: whether it lives, whether it serves, and its numbers.

All of it is answered by a thread of its own, which still answers when the process hangs. No rule
may live here, and nothing that tells of a visit or a person may leave by it.
"""

from worker.watch.watched import Watch, Watched, watched

__all__ = ["Watch", "Watched", "watched"]
