"""What the rules add to a submission of three texts, and that their time grows with the text alone."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator

from analysis.harm import load_harm
from analysis.screening import Rules, load_rules

TEXTS = 3
TARGET = 0.25  # milliseconds for three texts, in the middle
STEADY = 1.6  # how much dearer a letter may get from the short text to one sixteen times as long
SHORT, TIMES = 4_000, 16
ROUNDS = 5
ORDINARY, SIGNS = {"ordinary"}, {"direct", "indirect", "buried", "trap"}  # kinds of the invented sentences
# Made to have a matcher go back, start again or fold at length.
HOSTILE: dict[str, Callable[[int], str]] = {
    "beginnings of phrases": lambda size: "my mum hits my dad my uncle i do not want to go " * (size // 48),
    "one letter": lambda size: "a" * size,
    "almost a hit": lambda size: "he touch he touch not me im not alow not alow " * (size // 46),
    "stretched letters": lambda size: "hhhhiiiittttssss mmmmeeee " * (size // 26),
    "spaces between letters": lambda size: "h e h i t s m e n o t a l o w d " * (size // 32),
    "signs that join nothing": lambda size: "h\u200be\u0301 h\u200bi\u0301t\u200bs \u202e" * (size // 15),
    "other alphabets": lambda size: "\u0445\u0456ts m\u0435 \u0430t h\u043em\u0435 \U0001f600" * (size // 16),
    "negations": lambda size: "not never no dont didnt nobody not " * (size // 35),
    "numbers and signs": lambda size: "h1t5 m3!!! @ h0m3... " * (size // 21),
    "no break at all": lambda size: "mumhitsmeathomeeverynight" * (size // 25),
}


def run() -> tuple[str, bool]:
    """Processor time in this process; hostile texts are measured against themselves, not against a clock."""
    rules = load_rules()
    gc.freeze()
    middle = statistics.median(_submissions(rules, ORDINARY))
    harmful = statistics.median(_submissions(rules, SIGNS))
    ratios = {name: _steadiness(rules, made) for name, made in HOSTILE.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    line = (
        f"{TEXTS} ordinary texts {middle:.3f} ms in the middle (target {TARGET}), "
        f"{TEXTS} that tell of harm or sound like it {harmful:.3f}; of {len(ratios)} hostile texts "
        f"'{worst}' is the worst: {ratios[worst]:.2f} times as much a letter at {SHORT * TIMES} letters "
        f"as at {SHORT} (target {STEADY})"
    )
    return line, middle <= TARGET and ratios[worst] <= STEADY


def _submissions(rules: Rules, kinds: set[str]) -> Iterator[float]:
    """Milliseconds for each three texts of these kinds, none of which was screened before."""
    texts = [example.text for example in load_harm() if example.kind in kinds]
    for start in range(0, len(texts) - TEXTS, TEXTS):
        began = time.process_time_ns()
        for text in texts[start : start + TEXTS]:
            rules.screen(text)
        yield (time.process_time_ns() - began) / 1e6


def _steadiness(rules: Rules, made: Callable[[int], str]) -> float:
    """Time a letter of the long text over that of the short one, each the best of some rounds."""
    return _each(rules, made(SHORT * TIMES)) / _each(rules, made(SHORT))


def _each(rules: Rules, text: str) -> float:
    """Nanoseconds a letter."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time_ns()
        rules.screen(text)
        times.append(time.process_time_ns() - began)
    return min(times) / len(text)
