"""Whom words are about: sentences as children, parents and practitioners write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.about import about, named, signs, version

# Words, and what they are about: w worker, s staff, c carer; nothing: nobody of these.
BY_CHILDREN = {
    "my worker is nice": "w",
    "my worker said its our secret": "ws",
    "the soshal werker dosnt lisen": "w",
    "my soshul wurker hit my arm": "ws",
    "i told my social worker that dad hits me": "ws",
    "SOCIAL WORKER came to school": "w",
    "s\u200bocial work\u200ber": "w",
    "my key worker pushed me": "ws",
    "keyworka never comes": "w",
    "our family support lady was mean": "w",
    "my fsw is ok": "w",
    "my SW shouts": "w",
    "the lady who comes on tuesdays smells of beer": "w",
    "the man from the council came in my room": "w",
    "that woman from the hub took a photo of me": "w",
    "someone from social services": "w",
    "the social took my brother": "w",
    "my helper does not let me eat": "ws",
    "the helpers laugh at me": "ws",
    "my PA bought me vodka": "w",
    "youth worker dms me at night": "ws",
    "my contact worker said dont tell": "ws",
    "staff lock me in": "s",
    "the staf shout at us": "s",
    "night staff sleep and dont come": "s",
    "at respite they hold me down": "s",
    "i hate resbite": "s",
    "in the childrens home the big boys hit me": "s",
    "the man at the unit watches me shower": "s",
    "the ladies on nights drink": "s",
    "foster mum hides the food": "c",
    "my fosta mum calls me names": "cs",
    "forster dad hit me": "cs",
    "the foster carers son comes in my bed": "cs",
    "my carer smokes in my room": "cs",
    "the carrer is not nice": "c",
    "i dont want to go back to placement": "c",
    "i live with strangers": "c",
    "my teacher hits me with a ruler": "s",
    "sir pinned me on the floor": "s",
    "im scared of my coach": "s",
    "the taxi driver touches my knee": "s",
    "miss makes us sit in the dark": "s",
    "the school nurse kissed me": "s",
    "gweithiwr cymdeithasol": "w",
    "moj pracownik mnie bije": "w",
    # Traps: the words are there, the people are not.
    "i saw it on social media": "",
    "social story time was fun": "",
    "dad is a factory worker": "",
    "my mum is a support worker and she is tired": "",
    "he is a hard worker": "",
    "worker bees are cool": "",
    "i do my homework on the floor": "",
    "i am mummys little helper": "",
    "santas helpers came": "",
    "my staffy bit me": "",
    "we moved to staffordshire": "",
    "tesco staff gave us bread": "",
    "i am a young carer": "",
    "i am a carer for my mum and its hard": "",
    "foster puppy": "",
    "my teacher is kind": "",
    "i told miss about dad": "",
    "the doctor gave me cream": "",
    "the man at the park shouted": "",
    "dad hits me": "",
    "mum sleeps all day and there is no food": "",
    "": "",
}
BY_PRACTITIONERS = {
    "Social worker informed, strategy meeting booked.": "",
    "Foster carer reports he sleeps well.": "",
    "She said staff restrained her and her arm was marked.": "s",
    "He is frightened of his foster carer.": "s",
    "Allegation against the support worker passed on.": "s",
}
LETTERS = {"w": "worker", "s": "staff", "c": "carer"}
NAMES = {"will": "Will Hope", "dave": "Dave Smith", "sarah": "Sarah O'Brien", "zoe": "Zo\u00eb Khan"}


@pytest.mark.parametrize(("words", "whom"), BY_CHILDREN.items())
def test_what_a_child_writes_is_about_these(words: str, whom: str) -> None:
    assert about(words, "child") == {LETTERS[letter] for letter in whom}


@pytest.mark.parametrize(("words", "whom"), BY_PRACTITIONERS.items())
def test_a_practitioner_who_mentions_a_colleague_does_not_write_about_them(words: str, whom: str) -> None:
    assert about(words, "practitioner") == {LETTERS[letter] for letter in whom}


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: f"{sign.about}: {sign.why[:30]}")
def test_each_sign_finds_its_own_hits_and_leaves_its_misses(sign: object) -> None:
    one = next(each for each in signs() if each is sign)
    writer = one.writers[0] if one.writers else "practitioner"
    assert [words for words in one.hits if one.about not in about(words, writer)] == []
    assert [words for words in one.misses if about(words, writer)] == []


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("dave hurt me", "dave"),
        ("Daves house", "dave"),
        ("DAVE!!", "dave"),
        ("davey said its ok", "dave"),
        ("deve is bad", "dave"),
        ("d\u200bave hit me", "dave"),
        ("i dont like mr smith", "dave"),
        ("Sara's car", "sarah"),
        ("obrien", "sarah"),
        ("O\u2019Brien", "sarah"),
        ("zoe and ZO\u00cb", "zoe"),
        ("Will hits me", "will"),
        ("my worker will hit me", "will"),
        ("mr will", "will"),
        ("miss hope shouts", "will"),
        ("Dave and Sarah", "dave sarah"),
        ("i hope it will stop", ""),
        ("he saved me", ""),
        ("my mum", ""),
        ("a b c", ""),
    ],
)
def test_a_worker_is_named_by_either_name_and_a_common_word_only_where_it_is_a_name(
    words: str, whom: str
) -> None:
    assert named(words, NAMES) == set(whom.split())


def test_two_workers_of_one_first_name_are_both_named() -> None:
    assert named("sam hit me", {"one": "Sam Ali", "two": "Samuel Poe", "three": "Jo Poe"}) == {"one", "two"}


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_held_against_any_name(words: str, name: str) -> None:
    assert named(words, {"one": name, "two": "Sam Ali"}) <= {"one", "two"}


def test_who_is_named_does_not_depend_on_who_else_works_here() -> None:
    words = "Danny and mr OBrien and Aleks and priyanka's friend"
    names = {
        "a": "Daniel Poe",
        "b": "Sean O\u2019Brien",
        "c": "Aleksandra Zed",
        "d": "Priyanka",
        "e": "Dan Hill",
    }
    alone = {key for key, name in names.items() if named(words, {key: name})}
    assert named(words, names) == alone >= {"a", "b", "c", "d"}


def test_an_account_that_is_no_person_is_named_by_no_word() -> None:
    assert named("The manager and the Duty team", {"one": "The manager", "two": "Duty team"}) == set()


def test_long_words_made_to_be_slow_are_read_in_time_that_grows_with_their_length() -> None:
    words = "worker who that from the " * 4000
    assert "worker" in about(words, "child")


def test_the_version_tells_which_rules_were_used() -> None:
    assert version().startswith("2026.1-")
