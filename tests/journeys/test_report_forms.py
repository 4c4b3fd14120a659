"""The report with its charts, its version for children and the poster, in a browser: usable by everybody."""

import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from feedback_service import reporting
from feedback_service.service import Service
from tests.feedback_service.report_seeding import FROM, TO, spoken
from tests.journeys.browsing import DESKTOP, PHONE, visiting
from tests.journeys.house import TEAM, House, ask
from tests.journeys.test_staff_pages import faults
from tests.journeys.workers import sign_in


async def made(service: Service) -> str:
    """A report in which children speak of food and home."""
    for theme, valence, times in (("food", "strength", 8), ("home", "worry", 7), ("family", "strength", 6)):
        for _ in range(times):
            await spoken(service, "dinner is nice", theme, valence, team=TEAM)
    return await reporting.make_report(service, team_id=TEAM, period_from=FROM, period_to=TO, made_by=None)


@pytest.fixture(scope="module")
def report(house: House, browser: Browser) -> Iterator[tuple[Page, str]]:
    with visiting(browser, DESKTOP, free=True) as page:
        address = f"/staff/reports/{ask(house, made)}"
        sign_in(page, house, "/staff/reports", "manager")
        yield page, f"{house.url}{address}"


def test_no_page_breaks_a_rule_and_none_is_too_wide(report: tuple[Page, str], house: House) -> None:
    page, address = report
    for one in (address, f"{address}/for-children", f"{house.url}/staff/poster"):
        page.goto(one)
        assert faults(page) == [], one
        if "for-children" in one:
            assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def test_charts_stand_with_their_finding_and_are_readable_in_forced_colours(report: tuple[Page, str]) -> None:
    page, address = report
    page.goto(address)
    charts = page.locator("figure.chart")
    assert charts.count() >= 3
    for chart in charts.all():
        assert (
            chart.locator("figcaption")
            .inner_text()
            .startswith(chart.locator("svg title").text_content() or "-")
        )
    page.emulate_media(forced_colors="active", color_scheme="dark")
    colours = page.locator("figure.chart text").first.evaluate("one => getComputedStyle(one).fill")
    paper = page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    page.emulate_media(forced_colors="none", color_scheme="light")
    assert re.findall(r"\d+", colours)[:3] != re.findall(r"\d+", paper)[:3]


def test_words_in_charts_are_large_enough_on_a_phone_and_a_desktop_and_only_charts_move_sideways(
    report: tuple[Page, str],
) -> None:
    page, address = report
    for width, height in (PHONE, (1024, 768), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        sizes = page.locator("figure.chart text").evaluate_all(
            "ones => ones.map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"
        )
        assert 12 <= min(sizes) <= max(sizes) <= 16, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        chart = page.get_by_role("region", name=re.compile("^Chart: ")).first
        chart.focus()
        page.keyboard.press("ArrowRight")
        if width == PHONE[0]:
            page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_numbers_that_a_chart_shows_are_folded_away_on_a_screen_and_open_on_paper(
    report: tuple[Page, str],
) -> None:
    page, address = report
    page.goto(address)
    numbers = page.locator("details.folded")
    assert numbers.count() >= page.locator("figure.chart").count() >= 3
    inside = numbers.locator("table, .strip").all()
    assert not any(one.is_visible() for one in inside)
    page.emulate_media(media="print")
    assert all(one.is_visible() for one in inside)
    page.emulate_media(media="null")
    numbers.first.locator("summary").press("Enter")
    assert inside[0].is_visible()


def test_a_file_comes_as_a_download_and_leaves_the_page_where_it_is(report: tuple[Page, str]) -> None:
    page, address = report
    page.goto(address)
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("^PDF")).click()
    assert coming.value.suggested_filename == "draft-report.pdf"
    assert page.url == address
