"""All that a worker builds as it starts, for processes that are forked from one that has it.

Whoever kills workers begins one after the other: to build what validates every model takes each of
them longer than to begin otherwise. Nothing here starts a thread, which would not be in a fork.
"""

import gc

from schemas.base import build_all
from tests.e2e import worker_process
from worker.plugin import every_workflow

__all__ = ["worker_process"]

every_workflow()
build_all()
gc.freeze()  # none of it is ever garbage
