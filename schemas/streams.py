"""Whose events the log holds: a stream is one subject's events in its own order."""

from enum import StrEnum


class StreamKind(StrEnum):
    """What a stream is the stream of; the log's `aggregatetype`."""

    VISIT = "visit"
    REFERRAL = "referral"
    COMPLAINT = "complaint"
    NOTE = "note"
