"""Passwords that are guessed first are not taken, however they were stretched; others are."""

import pytest

from feedback_service.common_passwords import is_common
from feedback_service.contact import ContactError, email_of, phone_of
from feedback_service.passwords import unfit


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "Liverpool2024!", "passwordpassword", "P@ssw0rd12345", "!!letmein!!!!"),
        *("aaaaaaaaaaaa", "123456789012", "qwertyuiopas", "1q2w3e4r5t6y", "zyxwvutsrqponm", "ababababcdab"),
        *("dragon dragon", "manchesterunited", "ashashashash", "ash.ash.ash.ash", "HarbourTeam2026"),
    ],
)
def test_what_is_tried_first_is_not_taken(password: str) -> None:
    assert is_common(password, "ash", "Harbour Team".replace(" ", ""))
    assert "first that are tried" in unfit(password, "ash", "HarbourTeam")


@pytest.mark.parametrize(
    "password",
    [
        "three plain words",
        "correct horse battery",
        "kettle-harbour-9-lamp",
        "Wet gravel sings",
        "żółw idzie do domu",
    ],
)
def test_words_that_do_not_belong_together_are_taken(password: str) -> None:
    assert unfit(password, "ash", "Children and families' feedback") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *(("07700 900123", "+447700900123"), ("+44 (0)7700 900123", "+447700900123"), ("", None)),
        *(
            ("0044 7700-900-123", "+447700900123"),
            ("020 7946 0018", "+442079460018"),
            ("+353 20 915 4321", "+353209154321"),
        ),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(typed: str, kept: str | None) -> None:
    assert phone_of(typed) == kept


@pytest.mark.parametrize("typed", ["12", "7700900123", "+44", "call me", "+1234567890123456", "٠٧٧٠٠٩٠٠١٢٣"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ContactError):
        phone_of(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "ash",
        "ash@",
        "@x.example",
        "a b@x.example",
        "a@x",
        "a@x.example\nbcc: b",
        "a@-x.example",
        f"{'a' * 250}@x.example",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ContactError):
        email_of(typed)


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert (email_of(" Ash.O'Neil+x@Council.example "), email_of(" ")) == (
        "Ash.O'Neil+x@Council.example",
        None,
    )
