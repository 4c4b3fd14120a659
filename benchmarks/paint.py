"""How soon a child sees a page, against an empty page in the same browser and run, and whether it jumps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served import fresh, running

FORM = "my-day"
LOADS = 25
LATER = 40  # ms after an empty page at the most
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_WATCH = """
window.shifted = 0
new PerformanceObserver(list => { for (const e of list.getEntries()) shifted += e.value })
    .observe({type: 'layout-shift', buffered: true})
"""


def run() -> tuple[str, bool]:
    """Median first contentful paint over loads that take turns, warm cache; the sum of layout shifts."""
    with (
        fresh(FORM) as (settings, token),
        running(settings),
        _empty_page() as empty,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = _begun(browser, f"http://127.0.0.1:{settings.port}/l/{token}")
        asked = page.url
        _painted(page, empty), _painted(page, asked)  # the first loads fill the caches
        pairs = [(_painted(page, empty), _painted(page, asked)) for _ in range(LOADS)]
        browser.close()
    blank, child = (median(each[side][0] for each in pairs) for side in (0, 1))
    shift = max(each[1][1] for each in pairs)
    line = (
        f"first paint {child:.0f} ms, an empty page {blank:.0f} ms (target: at most {LATER} ms later); "
        f"largest layout shift of {LOADS} loads {shift:.4f} (target 0)"
    )
    return line, child - blank <= LATER and shift == 0


def _begun(browser: Browser, link: str) -> Page:
    page = browser.new_context(viewport={"width": 1024, "height": 768}, bypass_csp=True).new_page()
    page.add_init_script(_WATCH)
    page.goto(link)
    page.locator("button.go").click()
    page.wait_for_url("**/q/**")
    return page


def _painted(page: Page, address: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and the layout shift."""
    page.goto(address, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    return float(page.evaluate(paint)), float(page.evaluate("shifted"))


class _Empty(BaseHTTPRequestHandler):
    body = b"<!doctype html><title>Empty</title><p>."

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def _empty_page() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
