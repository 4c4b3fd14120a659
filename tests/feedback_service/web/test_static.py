"""What style sheets and pictures promise: contrast, size, nothing fetched from elsewhere, nothing inline."""

import re
from pathlib import Path
from statistics import median

import brotli  # type: ignore[import-untyped]
import pytest

from feedback_service.web.bundles import script, style
from feedback_service.web.question_pages import QuestionPage, QuestionView
from feedback_service.web.render import TEMPLATES, environment, render, static_folder
from forms.catalogue import load_catalogue
from forms.model import Option, Pictures

STATIC = static_folder()
PICTURES = sorted((STATIC / "pictures").glob("*.svg"))
RESPONDENT_FILES = [
    *TEMPLATES.glob("*.html"),
    *PICTURES,
    *(STATIC / name for name in ("tokens.css", "site.css", "respond.js", "listen.js", "favicon.svg")),
]
FACES = [["face-1", "face-2", "face-3", "face-4", "face-5"], ["face3-1", "face3-2", "face3-3"]]


def variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def looks() -> dict[str, dict[str, str]]:
    """The colours of each look: the shared tokens with the look's own on top."""
    shared = variables((STATIC / "tokens.css").read_text(encoding="utf-8"))
    css = (STATIC / "site.css").read_text(encoding="utf-8")
    return {name: shared | variables(block) for name, block in re.findall(r"\.look-(\w+) \{(.+)\}", css)}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2 definition)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("look", ["young", "middle", "teen", "adult"])
def test_text_holds_seven_to_one_and_outlines_three_to_one_in_every_look(look: str) -> None:
    colour = looks()[look]
    texts = [("ink", "paper"), ("ink", "ground"), ("ink", "tint"), ("quiet", "paper"), ("quiet", "ground")]
    texts += [("accent", "paper"), ("accent", "ground"), ("on-accent", "accent")]
    outlines = [(o, g) for o in ("line", "focus", "accent") for g in ("paper", "ground", "tint")]
    weak = {pair for pair in texts if contrast(colour[pair[0]], colour[pair[1]]) < 7}
    weak |= {pair for pair in outlines if contrast(colour[pair[0]], colour[pair[1]]) < 3}
    assert weak == set()


def test_every_picture_that_the_forms_and_templates_name_is_drawn() -> None:
    named = {name for group in FACES for name in group}
    for form in load_catalogue().all_current():
        for question in form.questions.values():
            drawn = (question, *getattr(question, "options", ()))
            named |= {thing.picture for thing in drawn if thing.picture}
    for template in TEMPLATES.glob("*.html"):
        named |= set(re.findall(r'picture\("([\w-]+)"\)', template.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert named <= {path.stem for path in PICTURES}


@pytest.mark.parametrize("path", PICTURES, ids=lambda p: p.stem)
def test_a_picture_is_small_silent_and_stands_alone(path: Path) -> None:
    svg = path.read_text(encoding="utf-8")
    assert len(svg) < 1500
    assert 'viewBox="0 0 64 64"' in svg
    assert 'aria-hidden="true" focusable="false"' in svg
    assert 'stroke="currentColor" stroke-width="3"' in svg
    assert re.findall(r"\b(id|class|style|href|on\w+)=|<(script|style|image|use|text)|url\(", svg) == []


def test_pictures_are_light_as_a_set() -> None:
    assert median(path.stat().st_size for path in PICTURES) <= 500


@pytest.mark.parametrize("names", FACES, ids=["five", "three"])
def test_faces_of_a_scale_differ_only_in_mouth_and_brows(names: list[str]) -> None:
    drawn = [(STATIC / "pictures" / f"{name}.svg").read_text(encoding="utf-8") for name in names]
    head_and_eyes = {svg[: svg.index("/>", svg.index("<path")) + 2] for svg in drawn}
    assert len(head_and_eyes) == 1
    assert len(set(drawn)) == len(names)


@pytest.mark.parametrize("path", RESPONDENT_FILES, ids=lambda p: p.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?:|\"//|url\(|@import", text) == []
    assert re.findall(r"<style|\sstyle=|<script(?![^>]* src=)|\son[a-z]+=|javascript:", text) == []


def test_a_first_page_fits_one_round_trip_and_the_next_is_four_kilobytes_at_most() -> None:
    options = tuple(
        Option(code=n, label=n, picture=n) for n in ("food", "family", "school", "worker-at-door")
    )
    question = Pictures(id="q", prompt="Which one?", options=options)
    shown = QuestionView(question=question, kind="pictures", prompt="Which one?", hint="")
    page = QuestionPage(
        look="young",
        language="en",
        form_title="My day",
        page_title="",
        step=1,
        steps=16,
        questions=(shown,),
        action="/a",
        back="/b",
        stop="/s",
        has_errors=False,
        layout="plain",
        easy=False,
    )
    html = render(environment(asset=str, helplines=(), service_name="S"), page).encode()
    assets = [style(STATIC), script(STATIC, "child.js"), (STATIC / "favicon.svg").read_bytes()]
    sizes = [len(brotli.compress(body)) for body in assets]
    assert len(brotli.compress(html)) <= 4_000
    assert len(brotli.compress(html)) + sum(sizes) <= 14_000
    assert len(brotli.compress(html)) + sizes[0] <= 6_000
