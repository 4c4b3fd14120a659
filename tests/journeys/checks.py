"""What the accessibility scan does not look at, measured in the page; each check gives what is wrong."""

from typing import cast

from playwright.sync_api import Page

LARGE = 60  # CSS pixels: what is pressed to answer
LINK = 44  # links in running lists: WCAG 2.2, 2.5.5
# WCAG 2.2, 1.4.12
WIDE_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""


def _found(page: Page, script: str, argument: object = None) -> list[str]:
    return cast("list[str]", page.evaluate(script, argument))


def too_wide(page: Page) -> list[str]:
    """Set when the page scrolls sideways: its width and the element that reaches out farthest."""
    return _found(
        page,
        """() => {
        const wide = document.documentElement.scrollWidth
        if (wide <= innerWidth) return []
        const isOut = e => e.getBoundingClientRect().right > innerWidth
        const out = [...document.body.querySelectorAll('*')].filter(isOut)
        return [`${wide} in ${innerWidth}`, ...out.slice(-1).map(e => e.outerHTML.slice(0, 120))]
        }""",
    )


def cut_off(page: Page) -> list[str]:
    """The texts that do not fit into a box that hides what runs over."""
    return _found(
        page,
        """() => [...document.body.querySelectorAll('*:not(.unseen, .unseen *, .end)')]
        .filter(e => getComputedStyle(e).overflow != 'visible' && !e.matches('textarea, svg, svg *'))
        .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
        .map(e => e.textContent.trim().slice(0, 60))""",
    )


def too_small(page: Page) -> list[str]:
    """The controls that are smaller than a finger needs, with their size."""
    return _found(
        page,
        """([large, link]) => [...document.querySelectorAll('a, button, input:not([type=hidden]), textarea')]
        .filter(e => !e.matches('.unseen') && e.getClientRects().length)
        .map(e => [e, e.getBoundingClientRect(), e.matches('.tile, .go, .key, button, input, textarea')])
        .filter(([e, box, isMain]) => Math.min(box.width, box.height) < (isMain ? large : link) - .5)
        .map(([e, box]) => `${e.tagName} ${e.textContent.slice(0, 30)} ${box.width}, ${box.height}`)""",
        [LARGE, LINK],
    )


def badly_focused(page: Page) -> list[str]:
    """Tab through the page: what has no outline, is covered, out of order, or holds the focus."""
    page.evaluate("window.order = []; document.activeElement.blur()")
    wrong: list[str] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        step = page.evaluate(_STEP)
        if step is None:
            return wrong
        wrong += step
    return [*wrong, "the Tab key never leaves the page"]


_STEP = """() => {
    const e = document.activeElement
    if (e === document.body || order.includes(e)) return null
    const style = getComputedStyle(e), box = e.getBoundingClientRect(), wrong = []
    if (style.outlineStyle == 'none' || parseFloat(style.outlineWidth) < 2)
        wrong.push(`no outline: ${e.tagName}`)
    const before = order.at(-1)
    if (before && !(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING))
        wrong.push(`out of order: ${e.tagName}`)
    const from = Math.max(box.top, 0), to = Math.min(box.bottom, innerHeight)  // what of it is on the screen
    const top = document.elementFromPoint(box.x + box.width / 2, (from + to) / 2)
    if (!top || !(e.closest('label') || e).contains(top)) wrong.push(`covered: ${e.outerHTML.slice(0, 120)}`)
    order.push(e)
    return wrong
}"""


def moving(page: Page) -> list[str]:
    """The animations and transitions that run or would run."""
    return _found(
        page,
        """() => [...document.getAnimations().map(a => String(a.playState)),
        ...[...document.querySelectorAll('*')]
        .filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).map(e => e.tagName)]""",
    )
