"""Words and phrases that tell groups apart, and whose words are never among them."""

from analysis.distinguishing import FEWEST_PEOPLE, MOST_WORDS, distinguishing

GAMES = [
    "the card game is fun", "i love the card game", "we play a card game", "more of the card game please",
    "the card game with my worker", "a new card game",
]  # fmt: skip
QUEUES = [
    "the queue was long", "a long queue again", "i hate the queue", "stuck in the queue", "queue for hours",
    "that queue is slow",
]  # fmt: skip


def told(*groups: list[str], people: list[str] | None = None) -> list[tuple[str, ...]]:
    texts = [text for group in groups for text in group]
    ends = [sum(map(len, groups[: number + 1])) for number in range(len(groups))]
    places = [range(end - len(group), end) for end, group in zip(ends, groups, strict=True)]
    return distinguishing(texts, places, people)


def test_a_phrase_stands_for_the_words_that_are_mostly_said_in_it() -> None:
    games, queues = told(GAMES, QUEUES)
    assert games[0] == "card game"
    assert not {"card", "game"} & set(games)
    assert queues[0] == "queue"


def test_a_word_that_is_mostly_said_without_the_phrase_stands_alone() -> None:
    alone = [f"the game {how}" for how in ("was fun", "is old", "broke", "ended", "was lost", "is mine")]
    (games, _) = told([*GAMES[:5], *alone, *alone], QUEUES)
    assert "game" in games
    assert not any("card game" in one for one in games)


def test_a_phrase_of_too_few_people_is_never_proposed() -> None:
    few = [f"person {number % (FEWEST_PEOPLE - 1)}" for number in range(len(GAMES))]
    games, _ = told(GAMES, QUEUES, people=[*few, *map(str, range(len(QUEUES)))])
    assert games == ()


def test_a_name_is_in_no_phrase() -> None:
    named = [f"{text} from Kezia Brown" for text in GAMES]
    games, _ = told(named, QUEUES)
    assert not any("kezia" in one or "brown" in one for one in games)


def test_as_many_are_told_as_fit_and_the_same_each_time() -> None:
    assert told(GAMES, QUEUES) == told(GAMES, QUEUES)
    assert all(len(one) <= MOST_WORDS for one in told(GAMES, QUEUES))
