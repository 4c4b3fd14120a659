"""A report as files: PDF, Word, spreadsheets and pictures for slides, each of what its page shows."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import Guard

from feedback_service.opening import note_opened
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, missing, service_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.papers.charts import charts_of, tells
from feedback_service.web.staff.papers.drawing import draw
from feedback_service.web.staff.papers.report_paper import report_pdf
from feedback_service.web.staff.papers.sheets import csv_files, workbook, zipped
from feedback_service.web.staff.papers.word import report_docx
from feedback_service.web.staff.report_pages import ReportView
from feedback_service.web.staff.report_views import quoted_in, render_standalone, view_of
from feedback_service.web.staff.reports import known_report
from feedback_service.web.staff.roles import READS_REPORTS

GUARDS: Final[list[Guard]] = [allow(*READS_REPORTS), proved()]
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP: Final = "application/zip"
File = Response[bytes]


class Asking(NamedTuple):
    """What a file is made of."""

    service: Service
    known: KnownReport
    view: ReportView

    @property
    def made_at(self) -> int:
        """The date of every file of it, in Unix milliseconds."""
        return settled_at(self.known)

    @property
    def made(self) -> datetime:
        """The same as UTC without a zone, as the makers of office files want it."""
        return datetime.fromtimestamp(self.made_at / 1000, UTC).replace(tzinfo=None)


@get("/reports/{report_id:str}/report.pdf", operation_id="staff_report_pdf", guards=GUARDS, opt=UNCOMPRESSED)
async def as_pdf(request: Asked, report_id: FromPath[str]) -> File:
    """Tagged PDF."""

    async def made(one: Asking) -> bytes:
        return await report_pdf(one.view, one.service.settings.service_name, one.made_at)

    return await _file(request, report_id, "report.pdf", "application/pdf", made)


@get(
    "/reports/{report_id:str}/report.docx", operation_id="staff_report_docx", guards=GUARDS, opt=UNCOMPRESSED
)
async def as_docx(request: Asked, report_id: FromPath[str]) -> File:
    """A Word document."""

    async def made(one: Asking) -> bytes:
        return await report_docx(one.view, one.service.settings.service_name, one.made)

    return await _file(request, report_id, "report.docx", _WORD, made)


@get(
    "/reports/{report_id:str}/report.xlsx", operation_id="staff_report_xlsx", guards=GUARDS, opt=UNCOMPRESSED
)
async def as_xlsx(request: Asked, report_id: FromPath[str]) -> File:
    """A workbook with a sheet for every table."""

    async def made(one: Asking) -> bytes:
        return workbook(one.view, one.made)

    return await _file(request, report_id, "tables.xlsx", _SHEET, made)


@get("/reports/{report_id:str}/report.csv", operation_id="staff_report_csv", guards=GUARDS, opt=UNCOMPRESSED)
async def as_csv(request: Asked, report_id: FromPath[str]) -> File:
    """A ZIP with a CSV file for every table."""

    async def made(one: Asking) -> bytes:
        return csv_files(one.view)

    return await _file(request, report_id, "tables.zip", _ZIP, made)


@get(
    "/reports/{report_id:str}/report.svg", operation_id="staff_report_charts", guards=GUARDS, opt=UNCOMPRESSED
)
async def as_charts(request: Asked, report_id: FromPath[str]) -> File:
    """A ZIP with an SVG for every chart."""

    async def made(one: Asking) -> bytes:
        drawn = [chart for chart in charts_of(one.view).values() if tells(chart)]
        return zipped({f"{chart.id}.svg": draw(chart, alone=True).encode() for chart in drawn})

    return await _file(request, report_id, "charts.zip", _ZIP, made)


@get("/reports/{report_id:str}/charts/{chart:str}", operation_id="staff_report_chart", guards=GUARDS)
async def one_chart(request: Asked, report_id: FromPath[str], chart: FromPath[str]) -> File:
    """One chart as SVG; 404 when the report has none of this name."""

    async def made(one: Asking) -> bytes:
        found = charts_of(one.view).get(chart.removesuffix(".svg"))
        if found is None:
            raise missing()
        return draw(found, alone=True).encode()

    return await _file(request, report_id, f"{chart.removesuffix('.svg')}.svg", "image/svg+xml", made)


@get(
    "/reports/{report_id:str}/report.html", operation_id="staff_report_html", guards=GUARDS, opt=UNCOMPRESSED
)
async def as_html(request: Asked, report_id: FromPath[str]) -> File:
    """One page that needs nothing else, and prints well."""

    async def made(one: Asking) -> bytes:
        return render_standalone(one.service, one.view).encode()

    return await _file(request, report_id, "report.html", "text/html", made)


HANDLERS = (as_pdf, as_docx, as_xlsx, as_csv, as_charts, one_chart, as_html)


def settled_at(known: KnownReport) -> int:
    """When what a report shows was last settled, in Unix milliseconds."""
    report = known.report
    return report.published_at or report.approved_at or report.created_at


async def _file(
    request: Asked, report_id: str, name: str, kind: str, make: Callable[[Asking], Awaitable[bytes]]
) -> File:
    """The file, once that it leaves the service is noted: the report, and every submission it quotes."""
    service, known = service_of(request), await known_report(request, report_id)
    view = await view_of(service, known)
    data = await make(Asking(service, known, view))
    worker = worker_of(request).id
    await note_opened(service, quoted_in(known), worker, "quote-shown")
    await note_opened(service, [report_id], worker, "report-exported")
    called = f"draft-{name}" if view.draft else name
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{called}"'}
    return Response(data, media_type=kind, headers=headers)
