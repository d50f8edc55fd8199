"""A programme's seed, plan and contacts: their words stay in the register."""

from activities.wordings import faults_of
from desk.intake.context import Intake, takes_in
from desk.intake.invitation import area_of
from register import areas, content, programmes
from rules.decide.invitation import require_contacts
from rules.letter_kinds import LETTERS
from rules.programme.staffing import TELLS_WHO, as_person, named_refs, planned_refs
from rules.refusals import RefusalCode, Refused
from rules.selection.csv_text import NotUsable
from rules.selection.numbers import read_seed, require_plain
from schemas.forms.letters import ContactsForm
from schemas.ids import AreaCode
from schemas.parts import Contact
from schemas.personal import Person
from schemas.programme import forms as f
from schemas.programme import messages as m
from schemas.programme.content import AreaContacts, LetterWording, PlanFile
from schemas.values import ContactRole, ContentKind


@takes_in(f.SeedForm)
async def seed(form: f.SeedForm, intake: Intake) -> m.DrawSample:
    """The seed stays in the register, once it is one that the draw can use.

    It is given once: one that the lottery refused later would leave the programme without a draw
    for ever.

    Raises:
        Refused: It is blank, too long, not one line, or reads like another.
    """
    try:
        require_plain(read_seed(form.seed.text))
    except NotUsable as unusable:
        raise Refused(RefusalCode.WORDS, f"The seed was not taken. {unusable}") from None
    return intake.message(m.DrawSample, seed=await intake.keep(ContentKind.SEED, form.seed))


@takes_in(f.PlanForm)
async def plan(form: f.PlanForm, intake: Intake) -> m.ConfirmPlan:
    """Who the inspectors are stays in the register; days and references remain.

    Raises:
        UnknownArea: No area has that code.
        AreaNotThen: An area does not exist on the days of its visit.
        Refused: A visit has somebody who is not among the inspectors, or in another role; an
            inspector is there twice, or called by their name.
    """
    for visit in form.visits:
        areas.area_on(visit.area, visit.day_one, visit.day_two)
    roles = {one.ref: one.role for one in form.inspectors}
    if len(roles) < len(form.inspectors):
        raise Refused(RefusalCode.TEAM, "The plan was not confirmed: an inspector is there twice.")
    for visit in form.visits:
        for role, ref in ((member.role, member.inspector) for member in visit.team):
            if roles.get(ref) is not role:
                raise Refused(
                    RefusalCode.TEAM,
                    f"The plan was not confirmed: {ref} is at the visit to {visit.area} as "
                    f"{role}, and is not among its inspectors in that role.",
                )
    people = tuple(as_person(one) for one in form.inspectors)
    state = await programmes.require(intake.connection, intake.visit)
    if numbers := list(named_refs(people, planned_refs(state))):
        raise Refused(
            RefusalCode.ID,
            f"The plan was not confirmed: the ref of inspector {numbers[0]} {TELLS_WHO}.",
        )
    leave = {one.ref: one.leave for one in form.inspectors if one.leave}
    kept = await intake.keep(ContentKind.PLAN, PlanFile(inspectors=people, leave=leave))
    return intake.message(m.ConfirmPlan, plan=kept, visits=form.visits)


@takes_in(f.AreaContactsForm)
async def contacts(form: f.AreaContactsForm, intake: Intake) -> m.RecordAreaContacts:
    """Whom to write to stays in the register; areas that are not named keep theirs.

    Raises:
        UnknownArea: No area has that code.
        AreaNotThen: One does not exist on the first day of the window.
        Refused: No visit to an area could be opened with its contacts, or somebody is called by
            their name.
    """
    state = await programmes.require(intake.connection, intake.visit)
    before: dict[AreaCode, tuple[Person, ...]] = {}
    if state.contacts is not None:
        before = (
            await content.fetch(intake.connection, state.programme, state.contacts, AreaContacts)
        ).areas
    for code, people in form.areas.items():
        areas.area_on(code, state.window.first)
        if numbers := list(named_refs(people, (one.ref for one in before.get(code, ())))):
            raise Refused(
                RefusalCode.ID,
                f"The contacts of {code} were not recorded: the ref of contact {numbers[0]} "
                f"{TELLS_WHO}.",
            )
        named = (*area_of(ContactsForm(people=people), intake), *intake.mailboxes())
        require_contacts(
            [
                Contact(ref=one.ref, role=one.role)
                for one in named
                if isinstance(one.role, ContactRole)
            ],
            code,
        )
    both = AreaContacts(areas={**before, **form.areas})
    kept = await intake.keep(ContentKind.AREA_CONTACTS, both)
    return intake.message(m.RecordAreaContacts, contacts=kept)


@takes_in(f.WordingForm)
async def wording(form: f.WordingForm, intake: Intake) -> m.SetWording:
    """The words stay in the register, once they are checked in every case there can be.

    Raises:
        Refused: A letter could not be written so; the sentence names each fault with its line.
    """
    faults = faults_of(form.letter, form.wording)
    what = LETTERS[form.letter].words
    if faults:
        told = "\n".join(["", *(fault.sentence for fault in faults)])
        raise Refused(RefusalCode.WORDS, f"The wording of {what} was not changed.{told}")
    state = await programmes.require(intake.connection, intake.visit)
    own = LetterWording(letter=form.letter, text=form.wording)
    before = state.wording(form.letter)
    if before is not None:
        known = await content.fetch(intake.connection, state.programme, before, LetterWording)
        if known == own:
            raise Refused(
                RefusalCode.ALREADY_DONE, f"Nothing was changed: {what} is worded so already."
            )
    kept = await intake.keep(ContentKind.LETTER_WORDING, own)
    return intake.message(m.SetWording, letter=form.letter, wording=kept)


@takes_in(f.AddAreaForm)
async def added(form: f.AddAreaForm, intake: Intake) -> m.AddArea:
    """An area that exists in the window.

    Raises:
        UnknownArea: No area has that code.
        AreaNotThen: It does not exist on the first day of the window.
    """
    state = await programmes.require(intake.connection, intake.visit)
    areas.area_on(form.area, state.window.first)
    return intake.copied(form, m.AddArea)
