"""Details with a shape are found however people write them, and what only looks like one is left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.details import find_details
from analysis.redaction import redact_spans


def is_gone(text: str, detail: str) -> bool:
    """Whether every letter and digit of `detail` would be removed from the text."""
    start = text.index(detail)
    covered = {place for span in redact_spans(text) for place in range(span.start, span.end)}
    return all(place in covered for place in range(start, start + len(detail)) if text[place].isalnum())


MONTHS = st.sampled_from(
    (
        *(
            "january",
            "jan",
            "february",
            "febuary",
            "feb",
            "march",
            "mar",
            "april",
            "apr",
            "may",
            "june",
            "jun",
        ),
        *("july", "jul", "August", "aug", "agust", "september", "septmber", "sept", "sep", "October", "oct"),
        *("november", "nov", "DECEMBER", "dec", "ionawr", "mehefin"),
    )
)
NUMBERS = st.integers(1, 31)
ORDINALS = NUMBERS.map(
    lambda day: f"{day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
)
DAY_WORDS = st.sampled_from(("first", "second", "third", "ninth", "twelfth", "twenty first", "twenty-second"))
YEARS = st.sampled_from(
    ("", " 2019", ", 2024", " '09", " of 2015", " twenty nineteen", " two thousand and nine")
)
WEEKDAYS = st.sampled_from(("", "Tuesday ", "tues ", "sat the ", "thursday the ", "Mon, "))
GAPS = st.sampled_from(("/", ".", "-", " / ", "\u2013"))


def written(*parts: st.SearchStrategy[object] | str) -> st.SearchStrategy[str]:
    """The parts one after another."""
    each = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*each).map(lambda said: "".join(map(str, said)))


DATES = st.one_of(
    written(WEEKDAYS, ORDINALS, st.sampled_from((" ", " of ", "")), MONTHS, YEARS),
    written(WEEKDAYS, NUMBERS, " ", MONTHS.filter(lambda month: month != "may"), YEARS),
    written("the ", DAY_WORDS, " of ", MONTHS, YEARS),
    written(MONTHS, st.sampled_from((" ", " the ", ", ")), ORDINALS, YEARS),
    written(MONTHS, " ", st.sampled_from(("2021", "of 2019", "'21"))),
    written(NUMBERS, "-", NUMBERS, " ", MONTHS, " 2019"),
    written(ORDINALS, " and ", ORDINALS, " of ", MONTHS),
    st.tuples(NUMBERS, GAPS, st.integers(1, 12), st.sampled_from(("19", "2019"))).map(
        lambda date: f"{date[0]}{date[1]}{date[2]}{date[1]}{date[3]}"
    ),
    st.dates().map(lambda date: f"2019-{date:%m-%d}"),
    st.dates().map(lambda date: f"{date:%d/%m}").filter(lambda date: date != "24/07"),
    written("the ", ORDINALS, " of the ", ORDINALS),
)


@given(DATES, st.sampled_from(("{}", "it was on {} at home", "born {}, i think", "court is {}. then home")))
@settings(max_examples=250)
def test_dates_go_however_they_are_written(date: str, around: str) -> None:
    assert is_gone(around.format(date), date)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("my birthday 9 nov", "9 nov"),
        ("my birthday is the 12th", "12th"),
        ("she was born '09", "'09"),
        ("they come on the 5th", "5th"),
        ("on 3/4 he left", "3/4"),
        ("since 12/4 nobody came", "12/4"),
        ("from tuesday the 4th we wait", "tuesday the 4th"),
        ("the 5th of next month", "5th"),
        ("He came May 5 2020", "May 5 2020"),
        ("o3/O4/2o15 is on the form", "o3/O4/2o15"),
        ("born in 04/2019", "04/2019"),
        ("he came 14march16 he did", "14march16"),
        ("it says 3/25/2016 there", "3/25/2016"),
        ("it says 14_03_2016 there", "14_03_2016"),
        ("it was 16 5 14 i think", "16 5 14"),
        ("on 04/10/21 1345 she rang", "04/10/21"),
        ("we moved in 2019 again", "2019"),
        ("since summer of '21", "summer of '21"),
        ("her birthday is in june", "june"),
        ("he was born on christmas day", "christmas day"),
        ("my birthday is the fourteenth", "fourteenth"),
        ("she is leaving the 30th", "30th"),
        ("on the ninth she went", "ninth"),
        ("14ht march", "14ht march"),
        ("on  3rd \n march we moved", "3rd \n march"),
    ],
)
def test_a_part_of_a_date_goes_where_the_words_around_say_so(text: str, date: str) -> None:
    assert is_gone(text, date)


@pytest.mark.parametrize(
    "text",
    [
        "i am 8 and my brother is 12 and a half",
        "it was 8/10 and she said 9 out of 10",
        "they are there 24/7",
        "i may go and he may be late",
        "at 3.30 or 12:45 or 9am",
        "the first time and the second worker on the 2nd floor",
        "came 1st in the race and 3rd in maths",
        "march 10 miles for charity",
        "my birthday may be good and i was born in hospital",
        "2000 people and £2000 and 2000 pounds",
        "i was the 1st to leave and the 2nd worker was ok",
        "count 1 2 3 4 and 10 20 30",
        "20 people waited 6 weeks and 3 days",
        "half 9 at night",
        "it cost £12.50 and 10,000 people know",
        "i got a ps5 and fifa23 in year10",
        "snapchat is banned and insta stories are boring",
        "we walk 10000 steps",
        "she was scared and scratching",
    ],
)
def test_ages_times_marks_and_verbs_are_no_details(text: str) -> None:
    assert list(find_details(text)) == []


DETAILS = [
    *(
        "07700900456",
        "0770 0900 456",
        "07700-900.456",
        "+44 7700 900456",
        "+44 (0)7700 900456",
        "0044 7700900456",
    ),
    *("o7700 9OO456", "07700_900456", "0113 496 0123", "(0113) 496 0123", "016977 2345", "07seven00 900456"),
    *("07700 900456 ext 12", "0 7 7 0 0 9 0 0 4 5 6", "oh seven seven double zero nine hundred four"),
    *("LS1 4AP", "ls14ap", "ls1-4ap", "lsi 4ap", "SEl5 3AB", "m2O 3ab", "ls1 4 ap", "w1a oax", "LS1, 4AP"),
    *("kez_99@example.co.uk", "KEZ@EXAMPLE.COM", "kez at example dot com", "kez(at)example.com", "kez@gmail"),
    *(
        "kez [at] example [dot] com",
        "kez @hotmail.co.uk",
        "kez dot m at example dot co dot uk",
        "kez@example,com",
    ),
    *(
        "QQ 12 34 56 C",
        "qq123456c",
        "QQ-12-34-56-C",
        "943 476 5919",
        "9434765919",
        "CFS/2023/00417",
        "LS23C50112",
    ),
    *("4471/23", "20-45-53", "A823456789012", "4929 1234 5678 9012", "AB12 CDE", "eh-00921", "#4471"),
    *("@kez_99", "@ kez99", "kez.m2011", "kezza_x", "xXkezXx", "kez#1234", "kezfam99"),
    *("www.example.org", "example.co.uk/page", "facebook.com/kez.m", "youtu.be/abc123", "example dot com"),
    *("12 the green", "flat 3b", "flat b", "22A marsh lane", "no 22 marsh lane", "14 oak tree cresent"),
    *("ashby house flat 9", "block c flat 3", "3 the cottages", "88 park avenue north", "3 maes y coed"),
    *("room 12 ashby hostel", "house number 14", "po box 331", "b12 ashby court", "22  marsh  lane"),
]


@pytest.mark.parametrize("detail", DETAILS)
def test_numbers_addresses_and_handles_go_with_slips_and_odd_gaps(detail: str) -> None:
    for around in ("{}", "it is {}, ok", "please use {}"):
        assert is_gone(around.format(detail), detail), around


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("case number 4471 is mine", "4471"),
        ("case id is lcs 88123", "lcs 88123"),
        ("referral number 8812", "8812"),
        ("my pin code is 9921", "9921"),
        ("add me on snap kezzaxx", "kezzaxx"),
        ("my tiktok is kezdances", "kezdances"),
        ("her insta @ kezzaxo", "kezzaxo"),
        ("i live at 26 cedar now", "26 cedar"),
        ("we live at twenty six marsh lane", "twenty six marsh lane"),
        ("we moved to m14 in may", "m14"),
    ],
)
def test_what_is_vague_alone_goes_after_the_word_for_it(text: str, detail: str) -> None:
    assert is_gone(text, detail)


@given(st.text(alphabet="0123456789 /.-@abmtyo'", max_size=60))
@settings(max_examples=150)
def test_details_lie_inside_the_text_whatever_its_blanks(text: str) -> None:
    for span in find_details(text.replace("o", " \n")):
        assert 0 <= span.start < span.end <= len(text.replace("o", " \n"))
