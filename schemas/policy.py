"""Every period, number and limit of a visit, in one place."""

from datetime import time

from pydantic import Field

from schemas.base import Model, is_nothing
from schemas.clock import LocalTime
from schemas.values import SurveyAudience


class VisitPolicy(Model):
    """The numbers a visit is started with and keeps for life.

    Working days unless a field says otherwise. Defaults are those of the domain brief, section
    2; its tags say which are assumptions. `before` counts back from day one (T).
    """

    invitation_before: int = Field(20, ge=1, description="invite at T-20 [assumption]")
    bounce_hours: int = Field(
        24, ge=1, description="hours without a bounce after which e-mail counts as delivered"
    )
    letter_late_hours: int = Field(
        24,
        ge=1,
        description="hours a letter may wait to be sent before a person is told",
    )
    letters_apart_minutes: int = Field(
        10,
        ge=0,
        description="before a letter that takes the place of one just sent; a later one takes its "
        "place meanwhile [assumption]",
    )
    letters_held_minutes: int = Field(
        0,
        ge=0,
        le=60,
        description="before a letter that somebody's decision sends to people outside leaves; "
        "until then the decision can be taken back, and they hear of neither [assumption]",
    )
    deadlines_spread_seconds: int = Field(
        0,
        ge=0,
        le=30,
        exclude_if=is_nothing,
        description="over which visits act on deadlines that fall due in one moment, each at one "
        "of its own, so that whoever decides then need not wait for all of them [assumption]",
    )
    recorded_late_within: int = Field(
        10, ge=0, description="after something happened, to record when it did [assumption]"
    )
    corrections_within: int = Field(
        10,
        ge=0,
        description="after a reply or an end was recorded by mistake, to put it right [assumption]",
    )
    reminder_after_delivery: int = Field(3, ge=1, description="T-17 when delivered at T-20")
    reply_after_delivery: int = Field(5, ge=1, description="T-15 when delivered at T-20")
    officer_before: int = Field(14, ge=1, description="nominated officer due at T-14")
    arrangements_before: int = Field(10, ge=1, description="dates, team, mode due at T-10")
    move_notice: int = Field(
        5, ge=1, description="of days that are moved [guidance: Essex 2020; assumption]"
    )
    survey_opens_before: int = Field(10, ge=1, description="surveys open at T-10")
    survey_closes_before: int = Field(3, ge=1, description="surveys close at T-3")
    survey_closes_at: LocalTime = Field(time(17), description="Europe/London")
    timetable_before: int = Field(3, ge=1, description="cases and timetable fixed by T-3")
    draft_after: int = Field(6, ge=1, description="draft note sent by T+6")
    agreement_after: int = Field(14, ge=1, description="note agreed by T+14")
    sharing_after_agreement: int = Field(1, ge=1, description="shared by agreed+1")
    comment_rounds: int = Field(
        2, ge=0, description="rounds of comments on the note; then the lead decides facts"
    )
    redraft_after: int = Field(
        5, ge=1, description="new draft after agreement to a case was withdrawn [assumption]"
    )
    acknowledgement_reminder_after_sharing: int = Field(
        3, ge=1, description="then a letter chases [assumption]"
    )
    acknowledgement_after_sharing: int = Field(5, ge=1, description="then a person chases")
    consent_window: int = Field(
        20, ge=0, description="kept open after the end, for consent withdrawn late [assumption]"
    )
    pause_at_most: int = Field(
        5, ge=1, description="then a paused visit is incomplete [Ofsted: pausing, 2024]"
    )
    hold_at_most: int = Field(
        20,
        ge=1,
        description="on hold before it has begun; then a person is asked whether it goes on "
        "[assumption]",
    )
    deferral_decided_within: int = Field(
        2, ge=1, description="after the request, then a person is asked [assumption]"
    )
    day_starts_at: LocalTime = Field(time(9), description="Europe/London")
    day_ends_at: LocalTime = Field(time(17), description="Europe/London; when a deadline passes")
    referral_escalates_at: LocalTime = Field(
        time(17),
        description="Europe/London; a referral unconfirmed by then escalates the same day, and "
        "again each working day [assumption]",
    )
    referral_grace_minutes: int = Field(
        60, ge=1, description="to confirm one that is raised late in the day [assumption]"
    )
    complaint_answer_within: int = Field(
        10, ge=1, description="the lead's time to answer, before a senior manager does (NAHT)"
    )
    complaint_review_within: int = Field(
        15, ge=1, description="after the answer, to ask for a review (NAHT)"
    )
    cases_at_least: int = Field(4, ge=1, description="case studies; with fewer a person decides")
    cases_at_most: int = Field(6, ge=1, description="case studies")
    survey_audiences: tuple[SurveyAudience, ...] = Field(
        (SurveyAudience.PARENTS_AND_CARERS, SurveyAudience.YOUNG_PEOPLE),
        description="for whom there are surveys",
    )
