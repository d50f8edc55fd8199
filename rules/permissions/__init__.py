"""Who may take which decision: one table beside the rules' own, and the sentence of a refusal.

The rules say what can be decided as a visit stands; here it is said by whom. Sources: `domain.md`,
section 2 (team, conflicts, case studies, note, side processes) and section 3.
"""

from rules.permissions.permission import Permission, Reach
from rules.permissions.ruling import (
    Standing,
    out_of_reach,
    reaches,
    require_permission,
    wrong_role,
)
from rules.permissions.table import PERMISSIONS, Decidable, Deed, title_of

__all__ = [
    "PERMISSIONS",
    "Decidable",
    "Deed",
    "Permission",
    "Reach",
    "Standing",
    "out_of_reach",
    "reaches",
    "require_permission",
    "title_of",
    "wrong_role",
]
