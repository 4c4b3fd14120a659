"""A sealed copy of the key file opens with enough shares, and with fewer never."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.key_shares import ShareError, read_share
from feedback_service.key_splitting import join, split

CONTENT = b'current = "k1"\n'


@given(st.binary(max_size=400), st.integers(2, 5), st.data())
def test_enough_shares_give_the_file_back_in_any_order_and_fewer_never(
    content: bytes, shares: int, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(2, shares))
    sealed, texts = split(content, shares=shares, needed=needed)
    chosen = data.draw(st.permutations(texts))
    assert join(sealed, chosen[:needed]) == content
    with pytest.raises(ShareError, match=f"{needed} different shares are needed"):
        join(sealed, chosen[: needed - 1])


def test_any_two_of_three_open_it() -> None:
    sealed, texts = split(CONTENT, shares=3, needed=2)
    assert [join(sealed, pair) for pair in combinations(texts, 2)] == [CONTENT] * 3
    assert CONTENT not in sealed


def test_one_share_tells_nothing_of_the_key_even_when_it_is_said_to_be_enough() -> None:
    sealed, texts = split(CONTENT, shares=3, needed=2)
    with pytest.raises(ShareError, match="are needed"):
        join(sealed, [texts[0], texts[0]])
    with pytest.raises(ShareError, match="not as it was printed"):
        join(sealed, [texts[0].replace("2 needed", "1 needed")])


def test_how_a_share_is_typed_does_not_matter_but_each_letter_does() -> None:
    sealed, texts = split(CONTENT, shares=3, needed=2)
    typed = [" \n".join(text.partition("#")[0].lower().split()) for text in texts]
    assert join(sealed, typed[1:]) == CONTENT
    head, _, letters = texts[0].partition("needed\n\n")
    slip = f"{head}needed\n\n{'B' if letters[0] != 'B' else 'C'}{letters[1:]}"
    with pytest.raises(ShareError, match="Share 1 is not as it was printed"):
        join(sealed, [slip, texts[1]])
    with pytest.raises(ShareError, match="a sign that no share has"):
        join(sealed, [texts[0].replace("\n\n", "\n\n1", 1), texts[1]])


def test_shares_of_another_copy_are_named() -> None:
    sealed, texts = split(CONTENT, shares=3, needed=2)
    _, others = split(CONTENT, shares=3, needed=2)
    with pytest.raises(ShareError, match="Share 2 belongs to another sealed copy"):
        join(sealed, [texts[0], others[1]])
    with pytest.raises(ShareError, match="belongs to another sealed copy, or this copy is damaged"):
        join(sealed[:-1] + bytes([sealed[-1] ^ 1]), texts)
    with pytest.raises(ShareError, match="no sealed copy"):
        join(b"x" + sealed, texts)
    with pytest.raises(ShareError, match="no share"):
        join(sealed, ["hello", texts[0]])


@pytest.mark.parametrize(("shares", "needed"), [(3, 1), (2, 3), (10, 2), (1, 1)])
def test_numbers_that_protect_nothing_are_refused(shares: int, needed: int) -> None:
    with pytest.raises(ShareError, match="2 or more are needed"):
        split(CONTENT, shares=shares, needed=needed)


def test_a_share_is_short_enough_to_type() -> None:
    _, texts = split(CONTENT, shares=3, needed=2)
    assert [read_share(text).number for text in texts] == [1, 2, 3]
    letters = texts[0].partition("#")[0].partition("needed")[2]
    assert len("".join(letters.split())) == 56
