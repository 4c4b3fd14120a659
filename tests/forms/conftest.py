"""Small forms to test with, written as a designer would write them."""

from collections.abc import Callable

import pytest

from forms.catalogue import PublishedForm, parse_form

Make = Callable[..., PublishedForm]

HEAD = """
id = "trial"
version = 1
title = "Trial"
{audience}
closing = ["Thank you."]
[start]
title = "Trial"
lines = ["You choose."]
"""
AUDIENCES = {
    None: 'audience = "family"',
    "4-7": 'audience = "child"\nband = "4-7"',
    "12-17": 'audience = "child"\nband = "12-17"',
}
EVERY_KIND = """
[[pages]]
id = "first"
questions = [
  { id = "pet", type = "pictures", prompt = "Cat or dog?", options = [
    { code = "cat", label = "Cat", picture = "me" }, { code = "dog", label = "Dog", picture = "same" } ] },
  { id = "drink", type = "choice", prompt = "Tea?", options = [
    { code = "tea", label = "Tea" }, { code = "milk", label = "Milk" } ] },
  { id = "toys", type = "choices", prompt = "Toys?", options = [
    { code = "ball", label = "Ball" }, { code = "kite", label = "Kite" } ] },
  { id = "mood", type = "faces", points = 3, labels = ["Bad", "OK", "Good"], prompt = "Mood?" },
  { id = "week", type = "words-scale", labels = ["Never", "Some", "Often", "Always"], prompt = "Week?" },
  { id = "near", type = "zero-to-ten", low = "Far", high = "There", prompt = "How near?" },
  { id = "line", type = "short-text", prompt = "Say it.", limit = 20 },
  { id = "box", type = "long-text", prompt = "Say more." },
  { id = "sure", type = "yes-no", prompt = "Sure?" },
  { id = "note", type = "statement", prompt = "Read this." },
]
"""


def toml(pages: str, band: str | None = None) -> str:
    return HEAD.format(audience=AUDIENCES[band]) + pages


@pytest.fixture(scope="session")
def make() -> Make:
    return lambda pages, band=None: parse_form(toml(pages, band), "trial.v1.toml")


@pytest.fixture(scope="session")
def source() -> Callable[..., str]:
    return toml


@pytest.fixture(scope="session")
def every_kind() -> PublishedForm:
    return parse_form(toml(EVERY_KIND), "trial.v1.toml")
