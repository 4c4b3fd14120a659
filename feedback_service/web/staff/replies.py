"""Telling the person what happened because of what they said."""

import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.casefile import CaseFile
from feedback_service.opening import note_opened
from feedback_service.replying import LONGEST, reply, reply_problem
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.reply_pages import RepliesPage, ReplyView
from feedback_service.web.staff.roles import TELLS
from feedback_service.web.staff.wording import when, who

PATH = "/submissions/{submission_id:str}/replies"


@get(PATH, operation_id="staff_replies", guards=[allow(*TELLS)])
async def replies(request: Asked, submission_id: FromPath[str]) -> Page:
    """What was told so far, and a box to tell more."""
    case = await case_here(request, submission_id)
    await note_opened(service_of(request), [submission_id], worker_of(request).id)
    return show(request, _page(request, case))


@post(PATH, operation_id="staff_reply", guards=[allow(*TELLS)])
async def make_reply(request: Asked, submission_id: FromPath[str]) -> Page:
    """Keep the reply; 422 with the page when it cannot be taken. Pressed twice, it is kept once."""
    service, fields = service_of(request), await posted(request)
    words, case = first(fields, "words"), await case_here(request, submission_id)
    if error := reply_problem(words):
        await note_opened(service, [submission_id], worker_of(request).id)
        return show(request, _page(request, case, words=words, error=error), status=422)
    reply_id = posted_id(first(fields, "reply"))
    kept = await reply(service, worker_of(request), submission_id, reply_id=reply_id, words=words)
    return send_on(f"/staff/submissions/{submission_id}/replies?did={'told' if kept else 'not-told'}")


def _page(request: Asked, case: CaseFile, *, words: str = "", error: str = "") -> RepliesPage:
    record, title = case.record, "Tell them what happened"
    address = f"/staff/submissions/{record.id}"
    return RepliesPage(
        frame=frame_of(request, f"Error: {title}" if error else title),
        who=f"{case.form.form.title}, {who(record.audience, record.band)}, {when(record.answered_at)}",
        submission=address,
        action=f"{address}/replies",
        reply=str(uuid_utils.uuid7()),
        longest=LONGEST,
        told=tuple(ReplyView(by=f"{one.worker}, {when(one.at)}", words=one.words) for one in case.told),
        words=words,
        error=error,
    )
