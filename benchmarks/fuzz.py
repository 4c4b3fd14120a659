"""Anything at all sent to every route, as nobody and as each role: no answer may be a fault of ours."""

import logging
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmarks.asking import MULTIPART, OWN_PAGE, Raw, multipart
from benchmarks.fuzz_house import House, fuzz_house
from feedback_service.web.render import TEMPLATES
from forms.catalogue import load_catalogue

log = logging.getLogger(__name__)
REQUESTS = 20_000
BATCH = 500  # then a new house: what was asked so far may have ended sessions, links and tablets
FAULT = 500
METHODS = ("GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE")
ODD = (
    *("", " ", ".", "..", "../../etc/passwd", "\x00", "a\x00b", "\r\nset-cookie: x=y", "\ud800", "\ufeff"),
    *(
        "'; DROP TABLE workers;--",
        '"',
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%s%n",
        "${x}",
        "😀" * 50,
        "\u0131",
    ),
    *(
        "0",
        "-1",
        "1",
        "1e309",
        "NaN",
        "99999999999999999999",
        "2025-13-45",
        "2025-06-15",
        "0001-01-01",
        "9999-12-31",
    ),
    *("true", "null", "[]", "{}", "north", "bench", "child", "en", "pl", "given", "skip", "on", "x" * 5_000),
    *(
        "mum hits me",
        "im not alowd to say",
        "\u202e\u202eabc",
        "a" * 600 + "\u0301" * 600,
        "٣",
        "१२",
        "00000000-0000-0000-0000-000000000000",
    ),
)


class Outcome(NamedTuple):
    """How many requests came back with each status, and those that were our fault."""

    statuses: dict[int, int]
    faults: list[tuple[int, str, Raw]]


@cache
def names() -> tuple[str, ...]:
    """The names of fields that any page of ours sends."""
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    in_pages = {name for text in texts for name in re.findall(r'name="([\w-]+)"', text)}
    asked = {name for form in load_catalogue().all_current() for name in form.questions}
    return tuple(
        sorted(in_pages | asked | {"language", "then", "did", "next", "page", "code", "state", "after"})
    )


def words(house: House) -> st.SearchStrategy[str]:
    """A value: an id that is there, something odd, or any text."""
    known = tuple(house.known.values())
    return st.sampled_from(known) | st.sampled_from(ODD) | st.sampled_from(ODD) | st.text(max_size=40)


@st.composite
def requests(draw: st.DrawFn, house: House) -> tuple[str, Raw]:
    """Who asks, and what: mostly what pages of ours send, with anything in the place of anything."""
    way = draw(st.sampled_from(house.ways))
    value = words(house)
    who = draw(st.sampled_from(way.roles if draw(_mostly) else tuple(house.cookies)))
    parts = [_part(draw, house, part, value) for part in way.parts]
    path = (
        f"/{'/'.join(parts)}"
        if draw(_mostly)
        else draw(st.text(_NO_SURROGATES, max_size=60).map(lambda text: f"/{text}"))
    )
    fields = draw(st.dictionaries(st.sampled_from(names()) | st.text(max_size=9), value, max_size=8))
    query = draw(st.dictionaries(st.sampled_from(names()), value, max_size=2)) if draw(st.booleans()) else {}
    kind, body = draw(_bodies(fields))
    method = way.method if draw(_mostly) else draw(st.sampled_from(METHODS))
    headers = [*OWN_PAGE, (b"cookie", house.cookies[who]), (b"content-type", kind)]
    headers += draw(st.lists(_headers, max_size=2)) if not draw(_mostly) else []
    asked = urlencode(query, errors="replace").encode() if draw(_mostly) else draw(st.binary(max_size=60))
    return who, Raw(method, path, asked, tuple(headers), body if method != "GET" else b"")


_NO_SURROGATES = st.characters(exclude_categories=["Cs"])
_mostly = st.integers(0, 9).map(bool)
_headers = st.tuples(
    st.sampled_from(
        b"range if-none-match accept-encoding authorization cookie origin referer content-length host "
        b"x-forwarded-host sec-fetch-site content-type accept-language".split()
    ),
    st.binary(max_size=60)
    | st.sampled_from([b"bytes=0-", b"bytes=5-2", b"br", b"Bearer x", b"*", b"visit-\xe9 (=1"]),
)


def _part(draw: st.DrawFn, house: House, part: str, value: st.SearchStrategy[str]) -> str:
    """A part of the address, as a server hands it on: unquoted, and what was no UTF-8 replaced."""
    if not part.startswith("{"):
        return part
    odd = draw(value).encode("utf-8", "replace").decode()
    return house.known.get(part[1:-1], "none") if draw(st.integers(0, 2)) else odd


@st.composite
def _bodies(draw: st.DrawFn, fields: dict[str, str]) -> tuple[bytes, bytes]:
    """A kind and a body that need not go together."""
    whole = draw(
        st.sampled_from(["multipart", "multipart", "multipart", "file", "encoded", "json", "garbage", "huge"])
    )
    if whole == "multipart":
        return MULTIPART, multipart(fields)
    if whole == "file":
        name, data = draw(st.sampled_from(names())), draw(st.binary(max_size=300))
        head = f'--an-edge\r\ncontent-disposition: form-data; name="{name}"; filename="{name}.x"\r\n'
        charset = draw(
            st.sampled_from(
                ["", "content-type: text/plain; charset=nonsense\r\n", "content-type: audio/webm\r\n"]
            )
        )
        return MULTIPART, f"{head}{charset}\r\n".encode() + data + b"\r\n" + multipart(fields)
    if whole == "encoded":
        return b"application/x-www-form-urlencoded", urlencode(fields, errors="replace").encode()
    if whole == "json":
        texts = st.dictionaries(
            st.sampled_from(["id", "form", "version", "answers", "waiting", "tablet", "key"]),
            st.sampled_from(ODD),
        )
        return b"application/json", draw(
            texts.map(lambda each: repr(each).replace("'", '"').encode("utf-8", "replace"))
        )
    if whole == "huge":
        return draw(st.sampled_from([MULTIPART, b"application/json"])), b"x" * draw(
            st.sampled_from([127_000, 140_000])
        )
    kinds = [
        b"",
        b"multipart/form-data",
        b"multipart/form-data; boundary=",
        MULTIPART,
        b"text/\xff",
        b"application/x-www-form-urlencoded",
    ]
    return draw(st.sampled_from(kinds)), draw(st.binary(max_size=200))


def fuzzed(count: int, number: int) -> Outcome:
    """Ask `count` times, in batches with the seeds from `number` on; always the same for the same two."""
    outcome = Outcome({}, [])
    for batch in range(0, count, BATCH):
        with fuzz_house() as house:
            _asked(house, outcome, min(BATCH, count - batch), number + batch)
    return outcome


def _asked(house: House, outcome: Outcome, count: int, number: int) -> None:
    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(house))
    def ask(asked: tuple[str, Raw]) -> None:
        who, raw = asked
        status = _status(house, raw)
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        if status >= FAULT:
            outcome.faults.append((status, who, raw))

    ask()


def _status(house: House, raw: Raw) -> int:
    """The answer's status; what leaves the application without one is a fault, as servers make it one."""
    try:
        return house.ask(raw).status
    except Exception:
        log.exception("No answer at all")
        return FAULT


def run() -> tuple[str, bool]:
    """The benchmark."""
    outcome = fuzzed(REQUESTS, 1)
    counted = ", ".join(f"{status}: {number}" for status, number in sorted(outcome.statuses.items()))
    for status, who, raw in outcome.faults[:20]:
        print(
            f"  {status} as {who or 'nobody'}: {raw.method} {quote(raw.path[:120])} {raw.query[:80]!r}"
            f" {raw.headers[3:]!r:.200} {raw.body[:200]!r}"
        )
    asked = sum(outcome.statuses.values())
    line = f"{asked} requests over every route: {len(outcome.faults)} faults (target 0); {counted}"
    return line, asked >= REQUESTS and not outcome.faults
