"""Decisions about the summary note, and the end before its time.

The note goes to the area's leaders and to the two departments, and to nobody else: there is no
command that makes it public, and there will not be one.
"""

from pathlib import Path
from typing import Annotated

import typer

from console.decide.note_files import (
    comments_from,
    draft_from,
    is_from_word_processor,
    write_note,
)
from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_file_or_person, from_options
from schemas.forms.course import CancellationForm, HandOverForm
from schemas.forms.note import (
    AcknowledgementForm,
    AgreementForm,
    CommentsForm,
    DraftForm,
    FactsForm,
    SharingDecisionForm,
    SharingForm,
)
from schemas.values import Department

Version = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Of the summary note, to be sure (default: the latest)."),
]
NoteFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="FORM.yaml|NOTE.docx",
        help="The form, as YAML, or a .docx or .odt with headings; - is standard input.",
    ),
]
DigestOption = Annotated[
    str | None, typer.Option("--digest", metavar="DIGEST", help="Its digest, where they quote it.")
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "draft")(draft)
    decision(app, "comment")(comment)
    decision(app, "agree")(agree)
    decision(app, "decide-facts")(decide_facts)
    decision(app, "decide-sharing")(decide_sharing)
    decision(app, "share")(share)
    decision(app, "acknowledge")(acknowledge)
    decision(app, "hand-over")(hand_over)
    decision(app, "cancel")(cancel)


def draft(  # noqa: PLR0913 - what a file does not say of a note, by name
    visit: options.VisitArgument,
    *,
    file: NoteFile = None,
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="NOTE.docx",
            help="Record nothing; write the note there to be edited, as .docx or .odt.",
        ),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Which it is to be, to be sure (default: the next)."),
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CASE",
            parser=options.a_reference,
            help="A case that a .docx or .odt uses; may be repeated (default: those known).",
        ),
    ] = None,
    no_cases: Annotated[
        bool, typer.Option("--no-cases", help="A .docx or .odt uses no cases.")
    ] = False,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes",
            help="Take a .docx or .odt as if its tracked changes were accepted.",
        ),
    ] = False,
    editable_copy: Annotated[
        bool,
        typer.Option("--editable-copy", help="Also send leaders a copy to edit, beside the PDF."),
    ] = False,
    folder: Path = options.VAR,
) -> DraftForm:
    """Send the next version of the summary note to the area's leaders."""
    if template is not None:
        if file is not None:
            raise typer.BadParameter("give --file, or --template, and not both.")
        write_note(visit, template, folder)
        raise typer.Exit
    if case and no_cases:
        raise typer.BadParameter("give --case, or --no-cases, and not both.")
    if file is not None and is_from_word_processor(file):
        cases = [] if no_cases else case
        form = draft_from(visit, file, folder, cases=cases, accept=accept_changes)
    elif case or no_cases or accept_changes:
        raise typer.BadParameter("--case, --no-cases and --accept-changes go with a .docx or .odt.")
    else:
        form = from_file_or_person(DraftForm, "draft", visit, file, folder)
    if editable_copy:
        form = form.model_copy(update={"editable_copy": True})
    return form if version is None else form.model_copy(update={"version": version})


def comment(
    visit: options.VisitArgument,
    *,
    file: NoteFile = None,
    folder: Path = options.VAR,
) -> CommentsForm:
    """Record the area's comments on the latest version of the note; there are two rounds.

    From a copy that leaders edited (.docx or .odt), what they changed becomes comments.
    """
    if file is not None and is_from_word_processor(file):
        return comments_from(visit, file, folder)
    return from_file_or_person(CommentsForm, "comment", visit, file, folder)


def agree(
    visit: options.VisitArgument,
    *,
    version: Version = None,
    leader: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF",
            parser=options.a_reference,
            help="A leader who agrees; may be repeated (default: all of them).",
        ),
    ] = None,
    digest: DigestOption = None,
    on: options.On = None,
) -> AgreementForm:
    """Record that the area's leaders agree to one version of the note."""
    del visit
    given = {
        "version": version,
        "digest": digest,
        "leaders": tuple(leader or ()),
        **options.as_happened(on),
    }
    return from_options(AgreementForm, given)


def decide_facts(
    visit: options.VisitArgument, *, version: Version = None, digest: DigestOption = None
) -> FactsForm:
    """Record the lead inspector's decision on the facts of a disputed note, with --reason."""
    del visit
    return from_options(FactsForm, {"version": version, "digest": digest})


def decide_sharing(
    visit: options.VisitArgument,
    *,
    version: Version = None,
    share: Annotated[
        bool, typer.Option("--share/--no-share", help="Whether the departments may have it.")
    ],
    digest: DigestOption = None,
) -> SharingDecisionForm:
    """Record a senior manager's decision on sharing a disputed note, with --reason."""
    del visit
    given = {"version": version, "digest": digest, "share": share}
    return from_options(SharingDecisionForm, given)


def share(
    visit: options.VisitArgument,
    *,
    version: Version = None,
    to: Annotated[
        list[Department] | None,
        typer.Option(
            metavar=options.choices(Department),
            parser=options.one_of(Department),
            help="One department only (default: both).",
        ),
    ] = None,
    digest: DigestOption = None,
) -> SharingForm:
    """Share the agreed note with DfE and NHS England, who alone may have it."""
    del visit
    departments = tuple(to) if to else None
    given = {"version": version, "digest": digest, "departments": departments}
    return from_options(SharingForm, given)


def acknowledge(
    visit: options.VisitArgument,
    department: Annotated[
        Department,
        typer.Argument(
            metavar=options.choices(Department),
            parser=options.one_of(Department),
            help="The department.",
        ),
    ],
    *,
    on: options.On = None,
) -> AcknowledgementForm:
    """Record that a department has the note."""
    del visit
    given = {"department": department, **options.as_happened(on)}
    return from_options(AcknowledgementForm, given)


def hand_over(
    visit: options.VisitArgument,
    *,
    to: Annotated[
        str,
        typer.Option(metavar="ACTOR", parser=options.a_reference, help="The new coordinator."),
    ],
) -> HandOverForm:
    """Put the visit into another coordinator's hands."""
    del visit
    return from_options(HandOverForm, {"to": to})


def cancel(visit: options.VisitArgument) -> CancellationForm:
    """End the visit before its time; --reason is needed."""
    del visit
    return CancellationForm()
