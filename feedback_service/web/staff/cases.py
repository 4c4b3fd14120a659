"""The submission an address names, opened for whoever asks."""

from feedback_service.casefile import CaseFile, open_case
from feedback_service.web.http import Asked, missing, service_of
from feedback_service.web.staff.guards import worker_of


async def case_here(request: Asked, submission_id: str) -> CaseFile:
    """NotFoundException for one that this worker may not read, as for one that is not there."""
    case = await open_case(service_of(request), worker_of(request).scope, submission_id)
    if case is None:
        raise missing()
    return case
