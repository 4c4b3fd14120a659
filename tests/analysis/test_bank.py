"""The bank: enough written examples of each theme, varied, labelled with what there is."""

from collections import Counter

from analysis.bank import load_bank
from analysis.codebook import load_codebook

ENOUGH = 60
BANDS = {"4-7", "8-11", "12-17", "parent", "family", "practitioner"}


def test_each_theme_has_enough_examples_of_its_own() -> None:
    main = Counter(one.themes[0] for one in load_bank() if one.themes)
    assert {theme: main[theme] for theme in load_codebook().themes if main[theme] < ENOUGH} == {}


def test_examples_name_only_themes_of_the_codebook() -> None:
    assert {name for one in load_bank() for name in one.themes} <= load_codebook().themes.keys()


def test_some_examples_have_no_theme_and_some_several() -> None:
    sizes = Counter(len(one.themes) for one in load_bank())
    assert sizes[0] >= ENOUGH
    assert sizes[2] >= len(load_bank()) / 10


def test_no_example_stands_twice() -> None:
    texts = Counter(one.text.casefold() for one in load_bank())
    assert [text for text, times in texts.items() if times > 1] == []


def test_each_theme_is_told_by_children_and_by_grown_ups() -> None:
    bands: dict[str, set[str]] = {}
    for one in load_bank():
        assert one.band in BANDS
        for theme in one.themes:
            bands.setdefault(theme, set()).add(one.band)
    few = {theme for theme, found in bands.items() if not {"8-11", "12-17", "parent"} <= found}
    assert few <= {"confidence"}  # practitioners' own


def test_each_everyday_theme_has_good_and_bad_examples() -> None:
    tones = {(one.themes[0], one.tone) for one in load_bank() if one.themes}
    for theme in load_codebook().themes.values():
        assert {(theme.id, "positive"), (theme.id, "negative")} <= tones
