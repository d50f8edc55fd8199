"""How a fact of a visit declares its fold and its words: `@fact(Accepted, "area accepted")`."""

from rules.folds import Folds
from schemas.events.event import VisitEvent
from schemas.state import VisitState

FOLDS: Folds[VisitState, VisitEvent] = Folds()
"""What each fact changes, once the topics of `rules.evolve` have been imported."""

fact = FOLDS.fact
