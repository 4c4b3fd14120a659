"""Reports to make papers of: one of every kind of part, from kept findings, without a service."""

from pathlib import Path

import msgspec

from feedback_service.report_beside import mapped
from feedback_service.report_beyond import ActionWords
from feedback_service.report_findings import Findings, Quote, Table, decode
from feedback_service.report_more import ActionRef, Indicator, Since, SinceTheme
from feedback_service.web.staff.papers.charts import charted
from feedback_service.web.staff.report_pages import QuoteView, ReportView, SentenceView
from feedback_service.web.staff.report_sections import sections
from feedback_service.web.staff.report_signed import Signing

KEPT = Path(__file__).parents[3] / "report_findings.json"
HOSTILE = '=HYPERLINK("http://x") #read("/etc/passwd") <b>&amp; \u0645\u0631\u062d\u0628\u0627 \u0a38\u0a24'


def findings() -> Findings:
    """Kept findings of a full report, with an action and themes that moved."""
    kept = decode(KEPT.read_text(encoding="utf-8"))
    moved = SinceTheme(
        audience="child",
        theme_id="food",
        name="Food",
        kind="growing",
        now=30,
        of=166,
        before=12,
        before_of=150,
    )
    last = Since(report_id="r0", period_from=1, period_to=2, edition=1, themes=(moved,))
    action = ActionRef(
        id="a", state="done", theme_id="food", due_at=86_400_000, settled_at=None, carried=0,
        owner="safeguarding",
    )  # fmt: skip
    return msgspec.structs.replace(kept, since=last, actions=(action,))


def kept_back() -> Findings:
    """The same where other reports would give everything away: what they can hide is hidden, and large."""
    found: Findings = mapped(findings(), (), lambda _, table: Table(None, dict.fromkeys(table.cells)))
    plans = Indicator(
        name="Repeat plans", unit="children", place="North team", period_from=1, period_to=2, value=None,
        source="Records",
    )  # fmt: skip
    return msgspec.structs.replace(
        found,
        links=tuple(msgspec.structs.replace(one, cells=dict.fromkeys(one.cells)) for one in found.links),
        concerns=tuple(msgspec.structs.replace(one, median_minutes=None) for one in found.concerns),
        indicators=(plans,),
    )


def view(
    words: str = "we eat to gether on sundays", *, draft: bool = False, found: Findings | None = None
) -> ReportView:
    """A report as it is read outside the service, with one quote of these words."""
    found = found or findings()
    quote = Quote(
        submission_id="s", question_id="q", audience="child", theme_id="food", theme="Food",
        side="strength", who="A child, 8 to 11",
    )  # fmt: skip
    shown = QuoteView(words=words, who=quote.who, place="", address="", check="")
    said = ActionWords(
        id="a", place="North", said="-2 degrees in the bus shelter", planned="+1 heater", outcome="@done"
    )
    signing = Signing(standing=("Made on 1 May 2025 by Kit.",), written=(), looks=(), quotes=1, titles={})
    return ReportView(
        title="Lived experience: North team",
        period="1 April 2025 to 30 June 2025",
        draft=draft,
        standing=("Made on 1 May 2025 by Kit.",),
        legend="\u201chidden\u201d is a number of 1 to 5.",
        sections=tuple(charted(one) for one in sections(found, [(quote, shown)], {"a": said}, signing)),
        summary=(SentenceView(key="heard", words="Children gave 166 sets of answers.", by="", traces=()),),
    )
