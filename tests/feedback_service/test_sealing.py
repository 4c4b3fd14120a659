"""Sealed words open for whom they were sealed, where they were sealed, unchanged, or not at all."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from sqlalchemy import delete

from feedback_service.intake import submit
from feedback_service.key_file import KeyFileError, create_key_file, load_keys
from feedback_service.reading import opened
from feedback_service.sealing import Keys, UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.schema import submission_keys
from feedback_service.storage.words import sealed_texts
from tests.feedback_service.answering import north
from tests.feedback_service.storage.seeds import arriving
from tests.feedback_service.storage.seeds import given as answers

KEYS = Keys({"k1": b"1" * 32, "k0": b"0" * 32}, "k1", b"s" * 32)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, texts, texts)
def test_words_open_again_where_they_were_sealed_and_nowhere_else(words: str, place: str, other: str) -> None:
    key = KEYS.new_data_key("owner")
    sealed = key.seal(words, place)
    assert KEYS.data_key("owner", key.stored).open(sealed, place) == words
    if other != place:
        with pytest.raises(UnreadableWordsError):
            key.open(sealed, other)


@given(texts, st.data())
def test_words_changed_or_cut_do_not_open(words: str, data: st.DataObject) -> None:
    key = KEYS.new_data_key("owner")
    sealed = bytearray(key.seal(words, "place"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    cut = bytes(sealed[:place])
    sealed[place] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(sealed), cut):
        with pytest.raises(UnreadableWordsError):
            key.open(damaged, "place")


@given(texts)
def test_the_same_words_never_look_the_same(words: str) -> None:
    key = KEYS.new_data_key("owner")
    assert key.seal(words, "place") != key.seal(words, "place")


def test_a_data_key_opens_for_its_owner_and_its_master_only() -> None:
    stored = KEYS.new_data_key("owner").stored
    wrong = Keys({"k1": b"2" * 32}, "k1", b"s" * 32)
    attempts = [
        (KEYS, "somebody else", stored),
        (KEYS, "owner", WrappedKey("k0", stored.wrapped)),
        (KEYS, "owner", WrappedKey("gone", stored.wrapped)),
        (KEYS, "owner", WrappedKey("k1", stored.wrapped[:-1])),
        (KEYS, "owner", WrappedKey("k1", b"")),
        (wrong, "owner", stored),
    ]
    for keys, owner, key in attempts:
        with pytest.raises(UnreadableWordsError):
            keys.data_key(owner, key)


def test_an_old_master_key_still_opens_what_it_wrapped() -> None:
    old = Keys({"k0": b"0" * 32}, "k0", b"s" * 32)
    before = old.new_data_key("owner")
    assert KEYS.data_key("owner", before.stored).open(before.seal("words", "place"), "place") == "words"


def test_signatures_differ_by_purpose_text_and_key() -> None:
    other = Keys({"k1": b"1" * 32}, "k1", b"t" * 32)
    signed = {keys.sign(purpose, text) for keys in (KEYS, other) for purpose in "ab" for text in "xy"}
    assert len(signed) == 8


def test_a_new_key_file_is_for_its_owner_only_and_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "keys.toml"
    create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    key = load_keys(path).new_data_key("owner")
    assert load_keys(path).data_key("owner", key.stored).open(key.seal("words", "p"), "p") == "words"
    with pytest.raises(KeyFileError, match="exists already"):
        create_key_file(path)
    assert path.read_bytes() == before


def test_a_key_file_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError, match="cannot be written"):
        create_key_file(tmp_path / "file" / "keys.toml")


GOOD = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "content",
    [
        b"not toml [",
        b"\xff\xfe",
        b"",
        f'current = "k1"\nsigning = "{GOOD}"\n[masters]\nk2 = "{GOOD}"\n'.encode(),
        f'current = "k1"\nsigning = "{GOOD}"\n[masters]\nk1 = 5\n'.encode(),
        f'current = "k1"\nsigning = "{GOOD}"\n[masters]\nk1 = "c2hvcnQ="\n'.encode(),
        f'current = "k1"\nsigning = "{GOOD}"\n[masters]\nk1 = "not base64!"\n'.encode(),
        f'current = "k1"\nsigning = "{GOOD}"\nmore = 1\n[masters]\nk1 = "{GOOD}"\n'.encode(),
    ],
)
def test_a_broken_key_file_is_named_and_no_key_is_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match=r"keys\.toml") as caught:
        load_keys(path)
    assert GOOD not in str(caught.value)


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="feedback-service init"):
        load_keys(tmp_path / "keys.toml")


async def test_no_word_lies_on_the_disk_in_the_clear(service: Service) -> None:
    await north(service)
    marker = "marmalade elephants whisper"
    arrival = arriving(service, answers=answers(matters=marker, want=f"{marker} again"))
    await submit(service, arrival)
    folder = Path(str(service.database.url.database)).parent
    written = b"".join(path.read_bytes() for path in sorted(folder.glob("feedback.db*")))
    assert arrival.id.encode() in written
    assert not [word for word in marker.split() if word.encode() in written]


async def test_words_of_an_erased_key_cannot_be_opened_by_anybody(service: Service, app: Litestar) -> None:
    await north(service)
    arrival = arriving(service)
    await submit(service, arrival)
    async with service.database.reading() as connection:
        (before,) = await sealed_texts(connection, [arrival.id])
    await service.database.transaction(lambda tx: tx.execute(delete(submission_keys)))
    async with service.database.reading() as connection:
        assert await sealed_texts(connection, [arrival.id]) == []
    folder = Path(str(service.database.url.database)).parent
    kept = b"".join(path.read_bytes() for path in sorted(folder.glob("feedback.db")))
    assert before.words  # the words are still there, and worth nothing
    assert before.wrapped not in kept


async def test_with_another_key_file_nothing_opens(service: Service, tmp_path: Path) -> None:
    await north(service)
    arrival = arriving(service)
    await submit(service, arrival)
    create_key_file(tmp_path / "other.toml")
    stranger = service._replace(keys=load_keys(tmp_path / "other.toml"))
    async with service.database.reading() as connection:
        sealed = await sealed_texts(connection, [arrival.id])
    with pytest.raises(UnreadableWordsError):
        list(opened(stranger, sealed))
    assert [words for _, words in opened(service, sealed)] == ["my dog matters"]
