"""STUB."""

from temporalio import activity

from schemas.report.messages import CheckDone, EvidenceFound, FilesMade
from schemas.report.work import CheckRequest, EvidenceRequest, FilesRequest


class Reports:
    """x."""

    @activity.defn
    async def find_evidence(self, request: EvidenceRequest) -> EvidenceFound:
        """X."""
        raise NotImplementedError

    @activity.defn
    async def check_report(self, request: CheckRequest) -> CheckDone:
        """X."""
        raise NotImplementedError

    @activity.defn
    async def make_files(self, request: FilesRequest) -> FilesMade:
        """X."""
        raise NotImplementedError
