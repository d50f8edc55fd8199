"""People recorded for a visit: kept once, and changed by a correction only."""

from collections.abc import Iterable

from desk.intake.context import Intake, takes_in
from register import content
from rules.refusals import RefusalCode, Refused
from schemas import forms as f
from schemas import messages as m
from schemas.ids import PersonRef
from schemas.parts import CorrectedPerson
from schemas.personal import Person
from schemas.values import ContentKind


async def keep_people(intake: Intake, people: Iterable[Person]) -> tuple[CorrectedPerson, ...]:
    """Keep who is recorded; who is known with another name or address is corrected.

    Raises:
        Refused: A reference belongs to somebody in another role.
    """
    changed = await content.keep_people(intake.connection, intake.visit, people)
    return tuple([await _correction(intake, person) for person in changed])


async def _correction(intake: Intake, person: Person) -> CorrectedPerson:
    kept = await intake.keep(ContentKind.PERSON, person)
    return CorrectedPerson(person=person.ref, role=person.role, content=kept)


@takes_in(f.CorrectionForm)
async def correction(form: f.CorrectionForm, intake: Intake) -> m.CorrectPerson:
    """One person's name, address or organisation; what is not given stays."""
    person = await _known(intake, form.person)
    changes = {
        name: value
        for name in ("name", "email", "organisation")
        if (value := getattr(form, name)) is not None
    }
    right = person.model_copy(update=changes)
    if right == person:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was corrected: that is what is known of {form.person} already.",
        )
    return intake.message(m.CorrectPerson, corrected=await _correction(intake, right))


async def _known(intake: Intake, ref: PersonRef) -> Person:
    known = await content.people_of(intake.connection, intake.visit)
    if ref not in known:
        raise Refused(
            RefusalCode.RECIPIENT,
            f"Nothing was corrected: nobody in visit {intake.visit} has the reference {ref}; "
            f"`visits show {intake.visit}` tells who there is.",
        )
    return known[ref]
