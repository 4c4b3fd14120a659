"""Tokens and receipts: read aloud, typed by hand, and never mistaken for another."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.sealing import Keys
from feedback_service.tokens import ALPHABET, GROUP, LENGTH, MistypedTokenError, new_token, token_hash

tokens = st.builds(new_token)
KEYS = Keys({"k1": bytes(32)}, "k1", b"s" * 32)


def test_a_token_is_shown_in_three_groups_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert {tuple(map(len, token.split("-"))) for token in tokens} == {(GROUP,) * 3}


@given(tokens)
def test_a_token_is_known_however_it_is_typed(token: str) -> None:
    typed = [token.lower(), token.replace("-", ""), token.replace("-", " "), f"  {token}\n"]
    typed += [token.replace("0", "O").replace("1", letter) for letter in "IlL"]
    assert {token_hash(one) for one in typed} == {token_hash(token)}


@given(tokens, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_any_one_letter_changed_is_noticed(token: str, place: int, letter: str) -> None:
    plain = token.replace("-", "")
    changed = plain[:place] + letter + plain[place + 1 :]
    if changed == plain:
        assert token_hash(changed)
    else:
        with pytest.raises(MistypedTokenError):
            token_hash(changed)


@given(st.text(max_size=26) | st.text(string.punctuation, min_size=27, max_size=40))
def test_what_is_no_token_is_refused_and_never_breaks(typed: str) -> None:
    with pytest.raises(MistypedTokenError):
        token_hash(typed)


@pytest.mark.parametrize("look_alike", ["\u017f", "\u0131", "\uff21"])
def test_letters_of_other_alphabets_are_not_taken_for_ours(look_alike: str) -> None:
    """They would reach an address line, which holds ASCII only."""
    token = new_token().replace("-", "")
    for place in range(len(token)):
        with pytest.raises(MistypedTokenError):
            token_hash(token[:place] + look_alike + token[place + 1 :])
