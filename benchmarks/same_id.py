"""One submission sent by many connections at once: stored once, nobody refused, one receipt for all."""

import asyncio
import json

from benchmarks.filled import bodies
from benchmarks.load import Outcome, load, post
from benchmarks.served import fresh, running
from forms.catalogue import load_catalogue

FORM = "how-things-are"
RUNS = 20
AT_ONCE = 40


def run() -> tuple[str, bool]:
    """A fresh id each run."""
    with fresh(FORM) as (settings, token), running(settings):
        outcomes = [
            asyncio.run(load(settings.port, [post("/api/submissions", body, token=token)] * AT_ONCE, AT_ONCE))
            for body in bodies(load_catalogue().current(FORM), RUNS)
        ]
    good = sum(_is_good(outcome) for outcome in outcomes)
    return (
        f"the same id {AT_ONCE} times at once: {good} of {RUNS} runs stored once, one receipt",
        good == RUNS,
    )


def _is_good(outcome: Outcome) -> bool:
    receipts = {tuple(json.loads(body).get("receipt", ())) for body in outcome.bodies}
    return outcome.statuses == {201: 1, 200: AT_ONCE - 1} and len(receipts) == 1
