"""Every question: what it is called, asked and answered with, and when."""

from collections.abc import Mapping
from typing import Final

from rules import recipients as who
from rules.questions import own
from rules.questions import standing as when
from rules.questions.asked import Asked
from schemas.field_words import FieldWords
from schemas.forms.cases import CasesForm
from schemas.forms.deferral import DeferralRequestForm
from schemas.forms.invitation import ResponseForm
from schemas.forms.note import AcknowledgementForm, AgreementForm, CommentsForm
from schemas.forms.preparation import SurveyForm, TimetableForm
from schemas.forms.team import DeclarationsForm, OfficerForm
from schemas.questions import Question
from schemas.side_processes.complaint import ComplaintForm

ASKED: Final[Mapping[Question, Asked]] = {
    Question.REPLY: Asked(
        title="Reply to the invitation",
        words="To say whether your area takes part",
        form=ResponseForm,
        fields=("answer",),
        of=who.addressees,
        standing=when.reply,
        done="We have recorded your area's reply and will write to you about what happens next.",
        labels={
            "answer": FieldWords("Does your area take part?", "If not, you need not say why"),
        },
    ),
    Question.OFFICER: Asked(
        title="Name your nominated officer",
        words="To name your nominated officer, once your area takes part",
        form=OfficerForm,
        fields=("name", "email", "organisation"),
        of=who.addressees,
        standing=when.officer,
        done="We have recorded your nominated officer and will be in touch with them.",
        not_yet="You can name your nominated officer once your area has said that it takes part.",
        hint="Name the one person whom we work with while the visit is prepared and held.",
    ),
    Question.COMMENTS: Asked(
        title="Comment on the summary note",
        words="To comment on the note, section by section",
        form=CommentsForm,
        fields=("comments",),
        of=who.leaders,
        standing=when.comments,
        given=own.version,
        done="We have recorded your comments. The inspectors look at each of them.",
        hint="Tell us what should be put right. Leave a section empty if you have nothing to say "
        "on it. Please keep the names of children, young people and families out.",
        labels={"section": FieldWords("Section"), "text": FieldWords("What should be put right?")},
    ),
    Question.SIGNATURE: Asked(
        title="Agree to this version of the summary note",
        words="To agree to this version of the note",
        form=AgreementForm,
        fields=(),
        of=who.addressees,
        standing=when.signature,
        given=own.own_words,
        done="We have recorded that you agree to this version.",
        hint="You agree for yourself to exactly the words below, and to no other version. If "
        "anything should be put right, comment on the note instead, by the other link in our "
        "email.",
    ),
    Question.RECEIPT: Asked(
        title="Confirm that you have the summary note",
        words="To confirm that you have the note",
        form=AcknowledgementForm,
        fields=(),
        of=own.departments,
        standing=when.receipt,
        given=own.own_department,
        done="We have recorded that you have the note. We need nothing more from you.",
        hint="You confirm that your department has received the note that came with our email.",
    ),
    Question.SURVEYS: Asked(
        title="Hand over the links to your surveys",
        words="To hand over links to surveys that your area runs itself",
        form=SurveyForm,
        fields=("links",),
        of=who.leaders,
        standing=when.surveys,
        hint="Each link is sent on to the people whom the survey is for. Give the address of the "
        "survey and nothing that tells who has answered.",
        done="We have recorded the links and will send them to your area's leaders.",
        not_yet="You can hand over links once your area has named its nominated officer.",
    ),
    Question.CASES: Asked(
        title="Offer case studies",
        words="To offer case studies, without names",
        form=CasesForm,
        fields=("offered", "cases"),
        of=who.leaders,
        standing=when.cases,
        without=("born", "lacks_capacity"),
        hint="Never give the name of a child, a young person or a family. Number the cases on a "
        "list that you keep, and tell us their numbers, such as case-1. Offer four to six to which "
        "a parent or the young person has agreed; the lead inspector may ask for others.",
        done="We have recorded the case studies that you offer.",
        labels={
            "offered": FieldWords("How many cases are on your list?"),
            "case": FieldWords("Number of the case", "For example case-3; never a name"),
            "age_band": FieldWords("Age on the first day of the visit"),
        },
        unkept=frozenset({"case"}),
    ),
    Question.MEETINGS: Asked(
        title="Say who is to be met and when",
        words="To say who is to be met and when, once the case studies are agreed",
        form=TimetableForm,
        fields=("meetings",),
        of=who.leaders,
        standing=when.meetings,
        hint="Call meetings by what they are about. Never give the name of a child, a young person "
        "or a family.",
        done="We have recorded the meetings and will send the timetable to everybody.",
        not_yet="You can say who is to be met and when once the days, the team and the case "
        "studies are agreed.",
    ),
    Question.LATER_DAYS: Asked(
        title="Ask for later days",
        words="To ask for later days",
        form=DeferralRequestForm,
        fields=("reason",),
        of=who.leaders,
        standing=when.later_days,
        hint="Tell us why these days are difficult. We decide case by case and write to you; until "
        "then, please go on preparing.",
        done="We have recorded that you ask for later days, and will write to you.",
        labels={"reason": FieldWords("Why are these days difficult?")},
    ),
    Question.COMPLAINT: Asked(
        title="Complain about the visit",
        words="To complain about how the visit is or was carried out",
        form=ComplaintForm,
        fields=("text",),
        of=who.leaders,
        standing=when.always,
        hint="The lead inspector answers first. Please keep the names of children, young people "
        "and families out of what you write.",
        done="We have recorded your complaint. The lead inspector answers first.",
        labels={"text": FieldWords("Your complaint")},
    ),
    Question.CONFLICTS: Asked(
        title="Declare conflicts of interest",
        words="To declare a conflict of interest, also one that you learn of later",
        form=DeclarationsForm,
        fields=("conflicts",),
        of=who.team,
        standing=when.conflicts,
        row="inspectors",
        theirs=own.about_themselves,
        hint="Select every kind of conflict that you have with this area, and nothing if you have "
        "none.",
        done="We have recorded what you declare.",
        labels={"conflicts": FieldWords("Which conflicts of interest do you have?")},
    ),
}
"""What is declared of each question, in the order in which letters ask them."""
