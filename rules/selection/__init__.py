"""Drawing areas fairly: the frame and the quotas, the lottery, reserves, and the proof of a draw.

All but the search for samples and chances, which needs a solver (`activities.solvers`): what a
solver finds is checked here.
"""

from rules.selection.bounds import what_is_asked
from rules.selection.frame import read_frame, read_quotas
from rules.selection.lottery import draw, draw_sample
from rules.selection.promotion import promote
from rules.selection.representation import represent

__all__ = [
    "draw",
    "draw_sample",
    "promote",
    "read_frame",
    "read_quotas",
    "represent",
    "what_is_asked",
]
