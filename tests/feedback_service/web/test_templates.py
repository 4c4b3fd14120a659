"""What templates promise: their struct and no more, every answer within reach, words back as written."""

from html.parser import HTMLParser
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import meta

from feedback_service.web.ending_pages import CheckPage, CheckRow, DonePage, GonePage, StopPage
from feedback_service.web.pages import HomePage, Look, PageStruct, ProblemPage, StartPage
from feedback_service.web.question_pages import QuestionPage, QuestionView
from feedback_service.web.render import TEMPLATES, environment, render
from forms.model import (
    Choice,
    Choices,
    Faces,
    LongText,
    Option,
    Pictures,
    Question,
    ShortText,
    Statement,
    WordsScale,
    YesNo,
    ZeroToTen,
)


class Line(NamedTuple):
    name: str
    number: str
    note: str


ENV = environment(
    asset=lambda path: f"/static/{path}",
    helplines=(Line("Helpline", "0123 456", "free"), Line("Text line", "54321", "any time")),
    service_name="Saltmarsh (made up)",
)
GLOBALS = {"asset", "picture", "helplines", "service_name", *ENV.globals}
TWO = (Option(code="warm", label="Warm", picture="home-warm"), Option(code="cold", label="Cold"))
RADIO_QUESTIONS: tuple[tuple[Question, list[str]], ...] = (
    (Pictures(id="q", prompt="P?", options=TWO), ["warm", "cold"]),
    (Choice(id="q", prompt="P?", options=TWO), ["warm", "cold"]),
    (Faces(id="q", prompt="P?", points=3, labels=("a", "b", "c")), ["1", "2", "3"]),
    (Faces(id="q", prompt="P?", points=5, labels=tuple("abcde")), ["1", "2", "3", "4", "5"]),
    (WordsScale(id="q", prompt="P?", labels=tuple("abcdefg")), ["1", "2", "3", "4", "5", "6", "7"]),
    (ZeroToTen(id="q", prompt="P?", low="none", high="all"), [str(n) for n in range(11)]),
    (YesNo(id="q", prompt="P?"), ["yes", "no"]),
)
OTHER_QUESTIONS: tuple[Question, ...] = (
    Choices(id="q", prompt="P?", options=TWO),
    ShortText(id="q", prompt="P?"),
    LongText(id="q", prompt="P?"),
)
LOOKS: tuple[Look, ...] = ("young", "middle", "teen", "adult")


def view(
    question: Question, *, chosen: tuple[str, ...] = (), written: str = "", error: str = ""
) -> QuestionView:
    kind = msgspec.to_builtins(question)["type"]
    return QuestionView(
        question=question,
        kind=kind,
        prompt=question.prompt,
        hint="A hint",
        options=getattr(question, "options", ()),
        chosen=chosen,
        written=written,
        error=error,
    )


def question_page(*views: QuestionView, look: Look = "young") -> QuestionPage:
    return QuestionPage(
        look=look,
        language="en",
        form_title="My day",
        page_title="Home",
        layout="plain",
        easy=False,
        step=3,
        steps=12,
        questions=views,
        action="/act",
        back="/back",
        stop="/stop",
        has_errors=any(v.error for v in views),
    )


class Tags(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def every(self, tag: str, **having: str) -> list[dict[str, str]]:
        return [a for t, a in self.tags if t == tag and having.items() <= a.items()]


def shown(*views: QuestionView, look: Look = "young") -> tuple[str, Tags]:
    page = render(ENV, question_page(*views, look=look))
    return page, Tags(page)


def names_used(template: str, seen: set[str]) -> set[str]:
    """Names a template and everything it extends, includes or imports take from outside."""
    if template in seen:
        return set()
    seen.add(template)
    tree = ENV.parse((TEMPLATES / template).read_text(encoding="utf-8"))
    names = meta.find_undeclared_variables(tree)
    return names.union(*(names_used(other, seen) for other in meta.find_referenced_templates(tree) if other))


PAGES = sorted(
    (page for page in PageStruct.__subclasses__() if page.__module__ == PageStruct.__module__),
    key=lambda page: page.template,
)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.__module__.endswith(".pages")], ids=lambda p: p.template
)
def test_a_template_uses_every_field_of_its_struct_and_nothing_else(page: type[PageStruct]) -> None:
    used = names_used(page.template, set()) - GLOBALS
    assert used | {"language"} == set(page.__struct_fields__) | {"language"}  # it chooses the templates


SMALL_PAGES: tuple[PageStruct, ...] = (
    HomePage(code="<b>x", error="Not a code"),
    StartPage(
        look="teen",
        language="en",
        form_title="My view",
        title="T",
        lines=("<i>",),
        action="/a",
        submission="id",
        carry_on=True,
    ),
    CheckPage(
        look="adult",
        language="en",
        form_title="F",
        rows=(CheckRow(prompt="P", answer="<u>", words=True, change="/c"),),
        action="/a",
        back="/b",
        stop="/s",
    ),
    StopPage(look="young", language="en", form_title="F", action="/a", back="/b", answered=2),
    DonePage(look="young", language="en", form_title="F", lines=("L",), receipt=("otter",), finish="/f"),
    GonePage(look="young", title="Bye", lines=("L",), again="/t", again_label="Again"),
    ProblemPage(title="Oh", lines=("L",), again="/", again_label="Start"),
    question_page(view(Statement(id="s", prompt="Read <this>", picture="talk"))),
)


@pytest.mark.parametrize("page", SMALL_PAGES, ids=lambda p: p.template)
def test_every_page_renders_escaped_with_one_heading_and_the_helplines(page: PageStruct) -> None:
    html = render(ENV, page)
    tags = Tags(html)
    assert len(tags.every("h1")) == 1
    assert not [t for t, _ in tags.tags if t in ("b", "u")]
    assert [a["href"] for a in tags.every("a") if ":" in a["href"]] == ["tel:0123456", "sms:54321"]
    assert {form["autocomplete"] for form in tags.every("form")} <= {"off"}
    assert {f["enctype"] for f in tags.every("form", method="post")} <= {"multipart/form-data"}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("question", "values"), RADIO_QUESTIONS)
def test_not_sure_and_skip_stand_in_the_same_group_and_nothing_is_chosen(
    question: Question, values: list[str], look: Look
) -> None:
    _, tags = shown(view(question), look=look)
    radios = tags.every("input", type="radio", name="q")
    assert [radio["value"] for radio in radios] == [*values, "not-sure", "skip"]
    assert not [radio for radio in radios if "checked" in radio]
    assert len({radio["id"] for radio in radios}) == len(radios)


@pytest.mark.parametrize(("question", "values"), RADIO_QUESTIONS)
def test_an_earlier_answer_and_only_that_is_chosen_again(question: Question, values: list[str]) -> None:
    for value in [*values, "not-sure", "skip"]:
        _, tags = shown(view(question, chosen=(value,)))
        assert [r["value"] for r in tags.every("input") if "checked" in r] == [value]


@pytest.mark.parametrize("question", OTHER_QUESTIONS)
def test_texts_and_choices_have_buttons_for_not_sure_and_skip(question: Question) -> None:
    _, tags = shown(view(question))
    assert [b["value"] for b in tags.every("button", name="q--instead")] == ["not-sure", "skip"]


@pytest.mark.parametrize("question", OTHER_QUESTIONS)
def test_enter_presses_continue_and_never_skip(question: Question) -> None:
    _, tags = shown(view(question))
    first = tags.every("button")[0]
    assert first["type"] == "submit"
    assert "name" not in first
    assert "hidden" not in first  # some browsers pass over a button that is not laid out


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_written_words_come_back_exactly_even_when_they_begin_with_an_empty_line(words: str) -> None:
    html, _ = shown(view(LongText(id="q", prompt="P?"), written=words))
    inner = html.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]
    assert inner.startswith("\n")  # HTML drops one line break at the start of a textarea
    escaped = {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&"}
    for code, letter in escaped.items():
        inner = inner.replace(code, letter)
    assert inner[1:] == words


@pytest.mark.parametrize("question", [*(q for q, _ in RADIO_QUESTIONS), *OTHER_QUESTIONS])
def test_an_error_is_in_the_title_at_the_top_and_tied_to_its_field(question: Question) -> None:
    html, tags = shown(view(question, error="Choose one"), look="adult")
    assert "<title>Error: My day" in html
    ids = [a["id"] for _, a in tags.tags if "id" in a]
    assert len(ids) == len(set(ids))
    (link,) = [a["href"] for a in tags.every("a") if a["href"].startswith("#")]
    assert link.removeprefix("#") in ids
    (described,) = [a["aria-describedby"] for _, a in tags.tags if "aria-describedby" in a]
    assert described.split() == ["q-q-hint", "q-q-error"]
    assert set(described.split()) <= set(ids)


def test_a_page_with_several_questions_keeps_one_first_heading() -> None:
    several = [view(msgspec.structs.replace(q, id=f"q{n}")) for n, (q, _) in enumerate(RADIO_QUESTIONS)]
    _, tags = shown(*several, look="adult")
    assert len(tags.every("h1")) == 1
    assert len(tags.every("fieldset")) == len(several) == len(tags.every("legend"))


def test_stop_and_back_are_on_every_question_page() -> None:
    _, tags = shown(view(YesNo(id="q", prompt="P?")))
    assert {"/back", "/stop"} <= {button.get("formaction") for button in tags.every("button")}


def test_sending_is_offered_only_when_something_was_answered() -> None:
    page = StopPage(look="adult", language="en", form_title="F", action="/a", back="/b", answered=0)
    offered = [
        [
            b["value"]
            for b in Tags(render(ENV, msgspec.structs.replace(page, answered=n))).every(
                "button", name="choice"
            )
        ]
        for n in (0, 1)
    ]
    assert offered == [["delete"], ["send", "delete"]]
