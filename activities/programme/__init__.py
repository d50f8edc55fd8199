"""What a programme does by itself: solves, opens visits, tells them, and looks at them."""

from activities.programme.deciding import Behalf, Deciding
from activities.programme.selecting import Selecting
from activities.programme.visits import ProgrammeVisits

__all__ = ["Behalf", "Deciding", "ProgrammeVisits", "Selecting"]
