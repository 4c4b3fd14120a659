"""Theming by meaning: learnt from the bank, explained by words, unsure things only suggested."""

from functools import cache
from pathlib import Path

import pytest

from analysis.codebook import Codebook, load_codebook
from analysis.known import vectors
from analysis.reader import Reader, samples_of
from analysis.themes import Asked, Coding

OTHER = Path(__file__).with_name("other_codebook.toml")
VAGUE = (
    "they came round and it was all a bit much really",
    "it would be good to have somewhere for that",
    "he is better at mornings than he was",
    "i like it when it is just us",
    "it depends who is on that day",
    "my nan says it will be alright",
)


@cache
def reader() -> Reader:
    codebook = load_codebook()
    return taught(codebook)


def taught(codebook: Codebook) -> Reader:
    samples = samples_of(codebook)
    return Reader(codebook, samples, vectors([one.text for one in samples]))


def read(text: str, asked: Asked = Asked()) -> tuple[Coding, ...]:  # noqa: B008 - frozen
    return reader().read([text], [asked], vectors)[0]


def sure(text: str, asked: Asked = Asked()) -> set[str]:  # noqa: B008 - frozen
    return {one.theme for one in read(text, asked) if one.sure}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("i went to bed with a rumbly belly again", "food"),
        ("our radiators never come on so we sit in our coats", "home"),
        ("nan had to ring the surgery because nobody took me about my ears", "health"),
        ("every time it's somebody new and i start my story over", "same_person"),
        ("nobody asked what i wanted they had already decided", "listened"),
        ("we are still on the list, eight months now", "timely"),
    ],
)
def test_what_is_meant_is_found_without_the_cues_words(text: str, theme: str) -> None:
    assert theme in sure(text)


def test_evidence_lies_inside_the_text_and_is_never_empty() -> None:
    text = "Hello. School is ok but they shout at me. At home mum cooks pasta every night and we laugh.\n" * 2
    found = read(text)
    assert found
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


def test_in_a_long_text_the_evidence_is_the_sentence_that_says_it() -> None:
    text = (
        "We went to the park and it rained so much that everyone got wet and we ran to the car laughing. "
        "She rings when she says she will."
    )
    found = {one.theme: text[one.start : one.end] for one in read(text)}
    assert "rain" not in found.get("timely", found.get("respect", ""))


def test_what_is_less_sure_is_suggested_only() -> None:
    found = [one for text in VAGUE for one in read(text)]
    assert [one for one in found if not one.sure]
    assert max(one.score for one in found if not one.sure) <= min(one.score for one in found if one.sure)


def test_nothing_is_found_where_nothing_is_said() -> None:
    assert [read(text) for text in ("", "  ", "nothing", "idk", "\n")] == [()] * 5


def test_an_answer_that_says_nothing_counts_where_the_examples_claim_it(tmp_path: Path) -> None:
    path = tmp_path / "content.toml"
    content = """
[[theme]]
id = "content"
name = "Content as it is"
definition = "Nothing needs to change."
examples = ["nothing at all", "nothing needs changing", "nothing, it is all fine", "no, nothing"]
"""
    path.write_text(OTHER.read_text(encoding="utf-8") + content, encoding="utf-8")
    found = taught(load_codebook(path)).read(["nothing", "skip"], [Asked()] * 2, vectors)
    assert [[one.theme for one in some] for some in found] == [["content"], []]


def test_other_languages_are_not_read_as_english() -> None:
    others = ("W domu jest zimno i nie mamy jedzenia", "ہمیں گھر میں کھانا نہیں ملتا")
    assert [read(text) for text in others] == [(), ()]


def test_the_question_tells_what_few_words_are_about() -> None:
    assert "school" in {one.theme for one in read("it is loud and i hate it", Asked(topic="school"))}


def test_the_question_adds_no_theme_where_the_words_plainly_have_another() -> None:
    text = "there is never enough food at home"
    assert "food" in sure(text)
    assert sure(text, Asked(topic="identity")) == sure(text)


def test_the_same_text_is_read_the_same_alone_and_among_others() -> None:
    texts = ["mum makes tea", "my worker never comes on time", "i like football with my mates"]
    together = reader().read(texts, [Asked()] * 3, vectors)
    assert together == [read(text) for text in texts]


def test_another_codebook_is_read_by_its_own_examples() -> None:
    other = taught(load_codebook(OTHER))
    found = other.read(["there were no spaces for our car"], [Asked()], vectors)[0]
    assert found[0].theme == "parking"
    assert other.version != reader().version


ARCHIVE = ("nowhere to park the car", "the car park was full again", "no spaces for us to park") * 40


def test_what_an_archive_often_speaks_of_is_found_more_easily() -> None:
    other = taught(load_codebook(OTHER))
    settled = other.settled(ARCHIVE, vectors)
    parking, staff = settled.bars - other.bars
    assert parking < staff
    assert settled.version.startswith(other.version + "/archive-120-")


def test_the_same_archive_in_another_order_gives_the_same_reader() -> None:
    other = taught(load_codebook(OTHER))
    settled, again = other.settled(ARCHIVE, vectors), other.settled(ARCHIVE[::-1], vectors)
    assert settled.version == again.version
    assert settled.bars == pytest.approx(again.bars)


@pytest.mark.parametrize("archive", [(), ("nothing", "  ", "W domu jest zimno i nie mamy jedzenia")])
def test_an_archive_that_says_nothing_changes_nothing(archive: tuple[str, ...]) -> None:
    other = taught(load_codebook(OTHER))
    assert other.settled(archive, vectors) is other


def test_examples_that_tell_how_common_themes_are_need_no_archive() -> None:
    assert not reader().one_each
    assert reader().settled(ARCHIVE, vectors) is reader()


def test_the_version_names_method_codebook_and_model() -> None:
    assert reader().version.split("/")[0] == "themes-4"
    assert reader().version.split("/")[2].startswith("minilm-")
