"""What a process of whatever kind answers decisions with.

Apart, because whoever only looks needs the language of none of them.
"""

from typing import TypeAlias

from schemas.programme import ProgrammeReceipt
from schemas.side_processes import SideReceipt
from schemas.state import Receipt

AnyReceipt: TypeAlias = Receipt | SideReceipt | ProgrammeReceipt
