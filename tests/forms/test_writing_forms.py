"""The guide's examples are real: each is read as a form."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from forms.catalogue import parse_form
from forms.model import TOPICS, Keeps, Measure, Question

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-forms.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
ASKED = '[[pages]]\nid = "asked-page"\nquestions = [{ id = "asked", type = "yes-no", prompt = "Well?" }]\n'


def whole(example: str, source: Callable[..., str]) -> str:
    if example.startswith("id = "):
        return example
    return source(
        ASKED + example if example.startswith("[[pages]]") else f'{ASKED}[[pages]]\nid = "p"\n{example}'
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_form_that_can_be_read(source: Callable[..., str], example: str) -> None:
    published = parse_form(whole(example, source), "example")
    assert set(re.findall(r'(?m)^id = "([^"]+)"', example)) <= {
        published.form.id,
        *published.pages,
        *published.questions,
    }


def test_the_guide_names_every_kind_topic_measure_and_fact() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Question)}
    names = {*kinds, *TOPICS, *get_args(Measure), *get_args(Keeps)}
    assert {name for name in names if name not in GUIDE} == set()
