"""The bank of invented words: enough of them, for everybody, about everything."""

from collections import Counter, defaultdict

from feedback_service.demo.bank import read_bank
from forms.catalogue import load_catalogue
from forms.model import TOPICS

BANK = read_bank()
SLIPS = {
    *(
        "wen",
        "becos",
        "becuase",
        "scool",
        "frend",
        "agen",
        "pleas",
        "diffrent",
        "realy",
        "exacly",
        "nite",
        "hows",
    ),
    *("mor", "cudnt", "befor", "im", "dont", "cant", "ment"),
}


def test_the_bank_holds_hundreds_of_different_words_none_too_long() -> None:
    texts = [each.text for each in BANK]
    assert len(set(texts)) == len(texts) >= 450
    assert 1 <= min(len(text.split()) for text in texts) <= 3
    assert 40 <= max(len(text.split()) for text in texts) <= 60


def test_every_audience_and_band_speaks_of_every_topic_that_is_theirs() -> None:
    spoken: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for each in BANK:
        spoken[each.audience, each.band] |= {*each.topics}
    expected = {
        ("child", "4-7"): TOPICS - {"confidence"},
        ("child", "8-11"): TOPICS - {"confidence"},
        ("child", "12-17"): TOPICS - {"confidence"},
        ("family", None): TOPICS - {"confidence"},
        ("practitioner", None): TOPICS,
    }
    assert {who: sorted(topics) for who, topics in spoken.items()} == {
        who: sorted(topics) for who, topics in expected.items()
    }


def test_every_audience_and_band_has_strengths_wishes_and_a_possible_disclosure() -> None:
    for who in {(each.audience, each.band) for each in BANK}:
        own = [each for each in BANK if (each.audience, each.band) == who]
        assert {each.asks for each in own} == {"good", "change", "open"}, who
        assert any(each.harm for each in own), who
    assert 20 <= sum(each.harm for each in BANK) <= 35


def test_young_children_spell_as_they_do_and_practitioners_do_not() -> None:
    slipped = Counter(
        each.audience for each in BANK if SLIPS & {*each.text.lower().replace(".", " ").split()}
    )
    assert slipped["child"] >= 60
    assert slipped["practitioner"] == 0


def test_every_relative_of_the_bank_is_one_option_of_the_family_form() -> None:
    roles = {each.role for each in BANK if each.role}
    family = load_catalogue().current("family-experience")
    codes = next(
        family.values[name] for name, each in family.questions.items() if each.keeps == "person_role"
    )
    matches = {role: [code for code in codes if role in (code, *str(code).split("-"))] for role in roles}
    assert {role for role, found in matches.items() if len(found) != 1} == set()


def test_families_can_write_in_polish_urdu_and_romanian() -> None:
    languages = Counter(each.language for each in BANK)
    assert {*languages} == {"en", "pl", "ur", "ro"}
    assert languages.total() - languages["en"] >= 12
    assert not any(each.harm for each in BANK if each.language != "en")
