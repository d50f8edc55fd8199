"""Notes of a coordinator's own that go with letters."""

from desk.intake.context import Intake, takes_in
from register import letter_notes, visits
from rules.letter_notes import AddedNote, with_letters_that_wait
from rules.refusals import RefusalCode, Refused
from schemas import messages as m
from schemas.forms.letters import LetterNoteForm, LetterNoteRemovalForm
from schemas.personal import LetterNoteText
from schemas.values import ContentKind, Stage


@takes_in(LetterNoteForm)
async def letter_note(form: LetterNoteForm, intake: Intake) -> m.AddLetterNote:
    """Keep its words; where no letter is to come any more, one has to wait for it.

    Raises:
        Refused: The visit is over, and no letter of that kind waits.
    """
    kept = await intake.keep(ContentKind.LETTER_NOTE, LetterNoteText(text=form.text))
    state = await visits.require(intake.connection, intake.visit)
    if state.stage is Stage.ENDED:
        note = AddedNote(0, form.kind, form.recipient, kept)
        waiting = await letter_notes.letters_of(intake.connection, intake.visit, {form.kind})
        if not with_letters_that_wait(note, waiting.values()):
            raise Refused(
                RefusalCode.LETTER,
                f"No note was added: visit {intake.visit} is over, and no letter of that kind "
                f"waits to leave; `visits letters {intake.visit}` tells what became of each.",
            )
    return intake.copied(form, m.AddLetterNote, content=kept)


@takes_in(LetterNoteRemovalForm)
async def removal(form: LetterNoteRemovalForm, intake: Intake) -> m.RemoveLetterNote:
    """A note is taken out while no letter with it has left.

    Raises:
        Refused: One has.
    """
    notes = await letter_notes.notes_kept(intake.connection, intake.visit)
    if notes.left(form.number):
        raise Refused(
            RefusalCode.LETTER,
            f"Note {form.number} was not taken out: a letter with it has left, and what was sent "
            "stays as it is. Add another note to say what holds now.",
        )
    return intake.copied(form, m.RemoveLetterNote)
