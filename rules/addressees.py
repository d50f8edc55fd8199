"""Whom the invitation is to, and whose agreement the note needs: the area's leaders."""

from schemas.values import ContactRole

ADDRESSEES = (ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, ContactRole.ACCOUNTABLE_OFFICER)
"""Whose reply an invitation asks for; the parent carer forum has a copy."""
