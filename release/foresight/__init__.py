"""What if: a visit as it is now, played forward in virtual time on a stack of its own.

The live register is read once and never written to; live Temporal is not asked at all. Letters go
to a folder.
"""

from release.foresight.copied import Copied, copy_of
from release.foresight.foresee import CannotForesee, foresee
from release.foresight.outlook import EndedBy, Outlook

__all__ = ["CannotForesee", "Copied", "EndedBy", "Outlook", "copy_of", "foresee"]
