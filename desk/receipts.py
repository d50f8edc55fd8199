"""What a process of whatever kind answers decisions with; whoever only looks needs none of them."""

from typing import TypeAlias

from schemas.programme import ProgrammeReceipt
from schemas.report.state import ReportReceipt
from schemas.side_processes import SideReceipt
from schemas.state import Receipt

AnyReceipt: TypeAlias = Receipt | SideReceipt | ProgrammeReceipt | ReportReceipt
