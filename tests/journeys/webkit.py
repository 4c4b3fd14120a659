"""A second engine: WebKitGTK (the nearest thing to Safari here), driven on a screen that nobody sees."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

DRIVER = shutil.which("WebKitWebDriver")
SCREEN = shutil.which("Xvfb")
BROWSERS = sorted(pathlib.Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
SECONDS = 20
# The browser's own bar would keep its window from being as narrow as a page at four times its size.
_FLAT = "* { min-width: 0; min-height: 0; margin: 0; padding: 0; border-width: 0; font-size: 1px }"


def require_webkit() -> None:
    """Skips without WebKitGTK, or fails where every test has to run."""
    if DRIVER and SCREEN and BROWSERS:
        return
    reason = "WebKitWebDriver, MiniBrowser or Xvfb is missing: run tests/install-needs."
    (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)


@contextmanager
def webkit(*, scripts: bool = True) -> Iterator[WebDriver]:
    """A fresh WebKitGTK browser; every page and search in it may take SECONDS at most.

    Without `scripts` those of the pages do not run; what the driver itself asks of a page still does.
    """
    require_webkit()
    with _screen() as display, _taste() as folder:
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(BROWSERS[-1])
        options.add_argument("--automation")
        if not scripts:
            options.add_argument("--enable-javascript=false")
        own = {"DISPLAY": display, "GDK_BACKEND": "x11", "XDG_CONFIG_HOME": folder}
        service = webdriver.WebKitGTKService(executable_path=str(DRIVER), env={**os.environ, **own})
        with warnings.catch_warnings():  # selenium (4.51) warns of a call of its own
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            driver.set_page_load_timeout(SECONDS)
            driver.set_script_timeout(SECONDS)
            yield driver
        finally:
            driver.quit()


@contextmanager
def _taste() -> Iterator[str]:
    """A folder that makes the browser's own bar flat."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = pathlib.Path(folder, "gtk-3.0", "gtk.css")
        sheet.parent.mkdir()
        sheet.write_text(_FLAT, encoding="utf-8")
        yield folder


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; Xvfb itself says which number is free."""
    read, write = os.pipe()
    command = [str(SCREEN), "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:  # noqa: S603 (our own words)
        os.close(write)
        try:
            with os.fdopen(read) as number:
                yield f":{number.readline().strip()}"
        finally:
            server.terminate()
            server.wait(SECONDS)


def press(driver: WebDriver, name: str) -> None:
    """Press the button or link with exactly these words, and wait for the next page."""
    before = driver.find_element(By.TAG_NAME, "html")
    wanted = f"//main//*[self::a or self::button][normalize-space()={name!r}]"
    anywhere = f"//*[self::a or self::button][normalize-space()={name!r}]"
    found = driver.find_elements(By.XPATH, wanted) or driver.find_elements(By.XPATH, anywhere)
    assert found, f"nothing is called {name!r} on {driver.current_url}"
    driver.execute_script("arguments[0].click()", found[-1])
    WebDriverWait(driver, SECONDS).until(lambda _: is_gone(driver, before))


def is_gone(driver: WebDriver, before: object) -> bool:
    """Whether another document stands there, wholly loaded."""
    ready = driver.execute_script("return document.readyState")
    return bool(driver.find_element(By.TAG_NAME, "html") != before and ready == "complete")


def shown(driver: WebDriver) -> str:
    """All words on the page and in its fields, and the values chosen."""
    return str(
        driver.execute_script(
            """return document.body.innerText + ' ' + [...document.querySelectorAll('textarea, input')]
            .filter(e => e.type != 'hidden' && e.checked !== false || e.type == 'text')
            .map(e => e.value).join(' ')"""
        )
    )
