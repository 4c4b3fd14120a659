"""The shipped forms as the tests of the library ask for them."""

from pathlib import Path

import pytest

from forms.catalogue import PublishedForm, load_catalogue
from forms.model import (
    Question,
)

CATALOGUE = load_catalogue()
FORMS = {each.form.id: each for each in CATALOGUE.all_current()}
DRAWN = {each.stem for each in (Path(__file__).parents[2] / "static" / "pictures").glob("*.svg")}
TIMES = ("first-visit", "after-visit", "review", "ending")
# The forms for a visit or a moment of the help; those for adding to what was sent are a few words only.
CHILDREN = {
    name: each for name, each in FORMS.items() if each.form.audience == "child" and each.form.purpose in TIMES
}
each_form = pytest.mark.parametrize("published", FORMS.values(), ids=FORMS)
each_child_form = pytest.mark.parametrize("published", CHILDREN.values(), ids=CHILDREN)


def of(band: str, *, easy: bool = False) -> list[PublishedForm]:
    """The children's forms of a band, in plain or in easy words."""
    return [each for each in CHILDREN.values() if (each.form.band, each.form.easy_read) == (band, easy)]


def asked(published: PublishedForm, *kinds: type[Question]) -> list[Question]:
    """The questions of these kinds; all of them without any."""
    return [each for each in published.questions.values() if not kinds or isinstance(each, kinds)]


def kept(published: PublishedForm) -> set[str]:
    return {each.keeps for each in published.questions.values() if each.keeps}
