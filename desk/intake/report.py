"""A report's words stay in the register."""

from desk.intake.context import Intake, takes_in
from register import areas
from register.english_words import english_words
from register.names_of_areas import names_of_areas
from rules.anonymity import names_in
from rules.refusals import RefusalCode, Refused
from schemas.report import forms as f
from schemas.report import messages as m
from schemas.report.values import Statement
from schemas.report.words import OrdinaryWord, Signatory, StatementText, ThemeTitles
from schemas.values import ContentKind


@takes_in(f.ThemesForm)
async def themes(form: f.ThemesForm, intake: Intake) -> m.SetThemes:
    """What themes are called stays in the register; which finding has which remains."""
    titles = await intake.keep(ContentKind.THEME_TITLES, ThemeTitles(titles=form.themes))
    return intake.message(
        m.SetThemes, themes=tuple(form.themes), titles=titles, findings=form.findings
    )


@takes_in(f.StatementForm)
async def statement(form: f.StatementForm, intake: Intake) -> m.WriteStatement:
    """The sentence stays in the register; what it rests on remains."""
    kept = await intake.keep(ContentKind.STATEMENT, StatementText(text=form.text))
    return intake.message(
        m.WriteStatement,
        statement=Statement(
            statement=form.statement,
            theme=form.theme,
            kind=form.kind,
            findings=form.findings,
            content=kept,
        ),
    )


@takes_in(f.OrdinaryForm)
async def ordinary(form: f.OrdinaryForm, intake: Intake) -> m.AnswerWord:
    """The word and the sentence stay in the register."""
    word = OrdinaryWord(sentence=form.sentence, word=form.word)
    return intake.message(m.AnswerWord, answer=await intake.keep(ContentKind.ORDINARY_WORD, word))


@takes_in(f.MayBeNamedForm)
async def may_be_named(form: f.MayBeNamedForm, intake: Intake) -> m.LetAreaBeNamed:
    """An area that there is.

    Raises:
        UnknownArea: No area has that code.
    """
    areas.area_on(form.area)
    return intake.copied(form, m.LetAreaBeNamed)


@takes_in(f.NamesForm)
async def names(form: f.NamesForm, intake: Intake) -> m.RecordNames:
    """The names stay in the register."""
    return intake.message(
        m.RecordNames, names=await intake.keep(ContentKind.FURTHER_NAMES, form.names)
    )


@takes_in(f.SignForm)
async def sign(form: f.SignForm, intake: Intake) -> m.SignReport:
    """Who signs stays in the register; what is signed remains.

    Raises:
        Refused: Their title names an area; it is published with the report.
    """
    named = names_in({"post": form.signatory.post}, names_of_areas(), words=english_words())
    if named:
        raise Refused(
            RefusalCode.WORDS, f"The report was not signed: in your title, {named[0].sentence}"
        )
    signatory = Signatory.model_validate(form.signatory.model_dump())
    kept = await intake.keep(ContentKind.SIGNATORY, signatory)
    return intake.copied(form, m.SignReport, signatory=kept)
