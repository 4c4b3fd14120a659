"""A worker brings a file of sealed answers from a tablet that could not send them."""

from typing import ClassVar

from litestar import get, post
from litestar.datastructures import UploadFile

from feedback_service.importing_sealed import MOST_BYTES, Imported, SealedFileError, import_sealed, read_file
from feedback_service.storage.audit import note
from feedback_service.web.http import Asked, Page, form_of, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.roles import SETS_UP

TITLE = "Answers from a file"


class SealedImportPage(StaffPage, frozen=True, kw_only=True):
    """POST with the file as `file`; `done` is what became of the last one."""

    template: ClassVar[str] = "staff/sealed_import.html"
    error: str = ""
    done: Imported | None = None


@get("/tablets/file", operation_id="staff_sealed_file", guards=[allow(*SETS_UP)])
async def sealed_file(request: Asked) -> Page:
    """The box for the file."""
    return show(request, SealedImportPage(frame=frame_of(request, TITLE)))


@post(
    "/tablets/file",
    operation_id="staff_import_sealed",
    guards=[allow(*SETS_UP)],
    request_max_body_size=MOST_BYTES,
)
async def take_sealed_file(request: Asked) -> Page:
    """Keep the answers of tablets of the worker's teams; 422 when it is no such file or some cannot."""
    service, worker = service_of(request), worker_of(request)
    file = (await form_of(request)).get("file")
    try:
        envelopes = read_file(await file.read() if isinstance(file, UploadFile) else b"")
    except SealedFileError as error:
        page = SealedImportPage(frame=frame_of(request, TITLE), error=str(error))
        return show(request, page, status=422)
    done = await import_sealed(service, envelopes, worker.scope)
    now = service.now()
    told = f"{done.stored} stored, {len(done.faults)} not"
    await service.database.transaction(lambda tx: note(tx, "sealed-imported", told, worker.id, now))
    page = SealedImportPage(frame=frame_of(request, TITLE), done=done)
    return show(request, page, status=422 if done.faults else 200)


HANDLERS = (sealed_file, take_sealed_file)
