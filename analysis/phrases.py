"""Phrases for what single words only hint at: "card game", where "card" and "game" tell a group apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from analysis.folding import fold
from analysis.language import noun_phrases

_MOSTLY: Final = 0.5

Said = Mapping[str, str]  # the telling stems of a text, each with the first form it was said in
Stems = tuple[str, ...]


class Phrases(NamedTuple):
    """In how many texts of a group each phrase is said, by whom, and in which forms."""

    times: Counter[Stems]
    people: Mapping[Stems, set[str | int]]
    forms: Counter[tuple[Stems, str]]

    def around(self, stem: str, allowed: AbstractSet[str], least: float, fewest: int) -> Stems | None:
        """The commonest phrase with this stem whose words are all `allowed`; None where it is too rare."""
        fit = [
            one
            for one, times in self.times.items()
            if stem in one
            and set(one) <= allowed
            and times >= least * _MOSTLY
            and len(self.people[one]) >= fewest
        ]
        return min(fit, key=lambda one: (-self.times[one], one), default=None)

    def form(self, phrase: Stems) -> str:
        """The way it is said most."""
        said = {form: times for (stems, form), times in self.forms.items() if stems == phrase}
        return min(said, key=lambda form: (-said[form], form))


def phrases_in(members: Iterable[tuple[str, Said, str | int]]) -> Phrases:
    """What is said together in texts, each given with its telling words and who said it.

    Only words that tell are taken, so that no phrase holds a name that was kept from them.
    """
    times: Counter[Stems] = Counter()
    people: defaultdict[Stems, set[str | int]] = defaultdict(set)
    forms: Counter[tuple[Stems, str]] = Counter()
    for text, said, who in members:
        stems = {form: stem for stem, form in said.items()}
        found = {
            tuple(stems[word] for word in phrase): " ".join(phrase)
            for phrase in noun_phrases(fold(text).text)
            if all(word in stems for word in phrase)
        }
        times.update(found.keys())
        forms.update(found.items())
        for phrase in found:
            people[phrase].add(who)
    return Phrases(times, people, forms)
