"""Whether a page means to everybody what it shows: structure, language, errors, pictures, what is chosen."""

from typing import cast

from playwright.sync_api import Page

_ENGLISH = (
    "the you your is are and to of what can will we it this that for how not or in with be do have if"
    " who they them their at on was were there us our any when no yes me my"
)


def _found(page: Page, script: str, argument: object = None) -> list[str]:
    return cast("list[str]", page.evaluate(script, argument))


def ungrouped(page: Page) -> list[str]:
    """Answers to choose from that stand in no group with a question to it (a fieldset with a legend)."""
    return _found(
        page,
        """() => [...document.querySelectorAll('[type=radio], [type=checkbox]')]
        .filter(e => {
            const legend = e.closest('fieldset')?.querySelector(':scope > legend')
            const ends = legend && legend.getBoundingClientRect().height > 1
            return !ends || !legend.innerText.trim()
        }).map(e => `no question to ${e.name}=${e.value}`)""",
    )


def misnamed(page: Page) -> list[str]:
    """What is wrong with title and headings: one h1 in words, no level left out, a title."""
    return _found(
        page,
        """() => {
        const wrong = [], heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        if (document.querySelectorAll('h1').length != 1) wrong.push('not one h1')
        if (heads.some(e => !e.textContent.trim())) wrong.push('a heading without words')
        heads.map(e => +e.tagName[1]).forEach((level, i, all) => {
            if (i && level > all[i - 1] + 1) wrong.push(`h${level} after h${all[i - 1]}`)
        })
        if (document.title.trim().length < 4) wrong.push('no title')
        return wrong
        }""",
    )


def misread(page: Page) -> list[str]:
    """Texts whose words are not of the language or direction that they are marked with."""
    return _found(
        page,
        """words => {
        const english = new Set(words.split(' ')), texts = new Map(), wrong = []
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) {
            const home = walker.currentNode.parentElement.closest('[lang]')
            if (walker.currentNode.parentElement.closest('script, style, textarea, .words')) continue
            texts.set(home, (texts.get(home) || '') + ' ' + walker.currentNode.data)
        }
        for (const [home, text] of texts) {
            const marked = home?.lang.toLowerCase() || ''
            const said = text.toLowerCase().match(/\\p{L}+/gu) || []
            const share = said.filter(word => english.has(word)).length / (said.length || 1)
            const latin = (text.match(/\\p{Script=Latin}/gu) || []).length
            const letters = (text.match(/\\p{L}/gu) || []).length || 1
            const isEnglish = /^en(-|$)/.test(marked) && !marked.endsWith('-xa')
            const isOther = !/^en(-|$)/.test(marked) && !/-x[ab]$/.test(marked)
            const told = text.trim().slice(0, 60)
            if (said.length < 4) continue
            if (isEnglish && latin / letters < .5) wrong.push(`not English: ${told}`)
            if (isEnglish && said.length > 24 && share < .1) wrong.push(`hardly English: ${told}`)
            if (isOther && share > .2) wrong.push(`English, marked ${marked}: ${told}`)
        }
        const root = document.documentElement
        if (!root.lang) wrong.push('no language')
        const right = /^(ar|ur|fa|he|ps|ckb)(-|$)/.test(root.lang)
        if ((root.dir == 'rtl') != right) wrong.push(`direction ${root.dir} of ${root.lang}`)
        return wrong
        }""",
        _ENGLISH,
    )


def unannounced(page: Page) -> list[str]:
    """Errors that are not told in the title, at the top, beside the field and by the field itself."""
    return _found(
        page,
        """() => {
        const errors = [...document.querySelectorAll('.error')], wrong = []
        const summary = document.querySelector('.summary')
        if (!errors.length) return summary ? ['a summary of no error'] : []
        if (!document.title.startsWith('Error:') && document.documentElement.lang == 'en')
            wrong.push('the title does not say Error')
        if (!summary || summary.getAttribute('role') != 'alert') wrong.push('no summary that is announced')
        const links = [...(summary?.querySelectorAll('a') || [])]
        if (links.length < errors.length) wrong.push('an error is missing from the summary')
        for (const link of links)
            if (!document.getElementById(link.hash.slice(1))) wrong.push(`${link.hash} leads nowhere`)
        for (const error of errors)
            if (!error.id || !document.querySelector(`[aria-describedby~="${error.id}"]`))
                wrong.push(`no field is described by: ${error.textContent.trim()}`)
        return wrong
        }""",
    )


def uneven(page: Page) -> list[str]:
    """Scales whose points are of different sizes, or stand neither in one row nor in one column."""
    return _found(
        page,
        """() => [...document.querySelectorAll('.scale')].flatMap(scale => {
        const tiles = [...scale.querySelectorAll('.tile')], wrong = []
        const boxes = tiles.map(e => e.getBoundingClientRect())
        const many = list => new Set(list.map(Math.round)).size
        const drawn = [...scale.querySelectorAll('.tile svg')].map(e => e.getBoundingClientRect())
        const isRow = many(boxes.map(b => b.y)) == 1, isColumn = many(boxes.map(b => b.x)) == 1
        if (!isRow && !isColumn) wrong.push('not one row or column')
        if (many(boxes.map(b => b.width)) > 1) wrong.push('points of different widths')
        if (isRow && many(boxes.map(b => b.height)) > 1) wrong.push('points of different heights')
        if (drawn.length && (many(drawn.map(b => b.width)) > 1 || many(drawn.map(b => b.height)) > 1))
            wrong.push('pictures of different sizes')
        return wrong
        })""",
    )


def chosen_already(page: Page) -> list[str]:
    """Answers that are chosen before anybody chose; for pages opened for the first time."""
    return _found(
        page,
        """() => [...document.querySelectorAll('input:checked, .chosen')]
        .filter(e => !e.closest('.shows-chosen'))
        .map(e => `${e.name} ${e.value} is chosen`)""",
    )


def wordless(page: Page) -> list[str]:
    """Pictures to press without a word beside them, and drawings that speak twice."""
    return _found(
        page,
        """() => [
        ...[...document.querySelectorAll('.tile')].filter(e => {
            const word = e.querySelector('.word')
            return !word || !word.textContent.trim() || word.getBoundingClientRect().width < 2
        }).map(e => `a picture without a word: ${e.textContent.trim()}`),
        ...[...document.querySelectorAll('.tile svg, .key svg, .prompt svg')]
        .filter(e => e.getAttribute('aria-hidden') != 'true')
        .map(() => 'a drawing beside its word is read out too'),
        ]""",
    )


def colour_alone(page: Page) -> list[str]:
    """Tiles whose chosen state differs from the others in colour only."""
    return _found(
        page,
        """() => {
        const box = document.querySelector('.tile :is([type=radio], [type=checkbox]):not(:checked)')
        if (!box) return []
        const was = document.querySelector(`[name="${box.name}"]:checked`)
        const before = getComputedStyle(box).borderTopWidth
        box.checked = true
        const after = getComputedStyle(box).borderTopWidth
        box.checked = false
        if (was) was.checked = true
        return before == after ? ['chosen differs by colour only'] : []
        }""",
    )


def faint(page: Page) -> list[str]:
    """Outlines of what can be pressed or filled in that hold less than 3:1 (WCAG 2.2, 1.4.11)."""
    return _found(
        page,
        """() => {
        const read = text => (text.match(/[\\d.]+/g) || []).map(Number)
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
        const behind = e => {
            for (let at = e.parentElement; at; at = at.parentElement) {
                const colour = read(getComputedStyle(at).backgroundColor)
                if (colour.length == 3 || colour[3] > 0) return colour
            }
            return [255, 255, 255]
        }
        return [...document.querySelectorAll('.tile input, a.tile, button, textarea, input.code, .key, .go')]
        .filter(e => !e.matches('.unseen') && !e.disabled).flatMap(e => {
            const style = getComputedStyle(e), base = light(behind(e))
            const width = parseFloat(style.borderTopWidth)
            const marks = [width && light(read(style.borderTopColor)), light(read(style.backgroundColor))]
            const best = Math.max(...marks.filter(v => v !== 0 || width).map(v =>
                (Math.max(v, base) + .05) / (Math.min(v, base) + .05)))
            return best < 3 ? [`${e.tagName} ${e.textContent.trim().slice(0, 30)} ${best.toFixed(2)}:1`] : []
        })
        }""",
    )


def hard_to_read(page: Page) -> list[str]:
    """Texts too small, too tight, too wide or set flush on both sides (WCAG 2.2, 1.4.8)."""
    return _found(
        page,
        """() => [...document.querySelectorAll('main p, main label, main .word, main dd, main legend')]
        .filter(e => e.getBoundingClientRect().width > 1 && e.textContent.trim()).flatMap(e => {
            const style = getComputedStyle(e), size = parseFloat(style.fontSize), wrong = []
            const told = e.textContent.trim().slice(0, 30)
            if (size < 16) wrong.push(`small: ${told}`)
            if (style.textAlign == 'justify') wrong.push(`flush: ${told}`)
            if (e.matches('p:not(.caption, .ends, .brand)')) {
                if (parseFloat(style.lineHeight) / size < 1.49) wrong.push(`tight: ${told}`)
                if (e.getBoundingClientRect().width > size * 48) wrong.push(`wide: ${told}`)
            }
            return wrong
        })""",
    )


def untrusted(page: Page) -> list[str]:
    """Promises nobody can keep, things that go elsewhere, happen by themselves or remember what was typed."""
    return _found(
        page,
        """() => {
        const wrong = []
        for (const word of ['anonymous', 'confidential', 'a secret'])
            if (document.body.innerText.toLowerCase().includes(word)) wrong.push(`promises: ${word}`)
        if (document.querySelector('meta[http-equiv=refresh]')) wrong.push('goes on by itself')
        if (document.querySelector('[autofocus]')) wrong.push('takes the focus')
        for (const e of document.querySelectorAll('[tabindex]'))
            if (e.tabIndex > 0) wrong.push(`an order of its own: ${e.tagName}`)
        for (const e of document.querySelectorAll('form'))
            if (e.autocomplete != 'off') wrong.push('a form that remembers')
        for (const e of document.querySelectorAll('[src], link[href], form[action], a[href]')) {
            const to = new URL(e.src || e.action || e.href, location)
            if (/^http/.test(to.protocol) && to.host != location.host) wrong.push(`goes to ${to.host}`)
        }
        for (const e of document.querySelectorAll('*'))
            for (const name of e.getAttributeNames())
                if (/^on/.test(name) || name == 'style') wrong.push(`inline ${name}`)
        return wrong
        }""",
    )


def without_help(page: Page) -> list[str]:
    """Set when help is not at the end of the page, or Stop is not in view while a question is answered."""
    return _found(
        page,
        """() => {
        const wrong = [], help = document.querySelectorAll('footer.help')
        if (help.length != 1 || document.body.lastElementChild.closest('footer') != help[0])
            wrong.push('help is not at the end')
        else if (!help[0].querySelector('a[href^="tel:"]')) wrong.push('nobody to ring')
        if (!document.querySelector('form#answers')) return wrong
        const stop = [...document.querySelectorAll('.bar button, .bar a')]
            .find(e => /stop/.test(e.formAction || e.href))
        if (!stop) return [...wrong, 'no Stop']
        scrollTo(0, document.body.scrollHeight)
        const box = stop.getBoundingClientRect()
        const isOut = box.bottom < 0 || box.top > innerHeight
        if (innerHeight >= 480 && isOut) wrong.push('Stop goes out of view')
        scrollTo(0, 0)
        return wrong
        }""",
    )


def small_tiles(page: Page) -> list[str]:
    """Tiles on the youngest children's pages that are smaller than 104 px (2 cm on a tablet)."""
    return _found(
        page,
        """() => [...document.querySelectorAll('.look-young .tile')]
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => Math.min(box.width, box.height) < 103.5)
        .map(([e, box]) => `${e.textContent.trim()} ${box.width}, ${box.height}`)""",
    )


CHECKS = {
    "groups": ungrouped,
    "names": misnamed,
    "language": misread,
    "errors": unannounced,
    "scales": uneven,
    "words beside pictures": wordless,
    "colour alone": colour_alone,
    "outlines": faint,
    "reading": hard_to_read,
    "trust": untrusted,
    "help": without_help,
    "tiles": small_tiles,
}
