"""A whole form kept (checked, sealed, screened, fsynced) against the bare framework echoing the same body."""

import asyncio
import os
import statistics
import sys

from benchmarks.filled import bodies
from benchmarks.load import load, post
from benchmarks.served import free_port, fresh, running, serving
from forms.catalogue import PublishedForm, load_catalogue

FORM = "how-things-are"
CONNECTIONS = 32
REQUESTS = 1_000
ROUNDS = 15
TARGET = 0.35


def run() -> tuple[str, bool]:
    """Both servers are up at once; rounds alternate, so that a busy machine slows both alike."""
    form = load_catalogue().current(FORM)
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.echo", str(port)]
    with fresh(FORM) as (settings, token), running(settings):  # noqa: SIM117 (the second needs its own line)
        with serving(command, f"http://127.0.0.1:{port}/healthz", dict(os.environ)):
            _round(form, settings.port, token, port)  # both warm up
            rates = [_round(form, settings.port, token, port) for _ in range(ROUNDS)]
    ratios = sorted(kept / echoed for kept, echoed in rates)
    kept, echoed = (statistics.median(one) for one in zip(*rates, strict=True))
    ratio = statistics.median(ratios)
    size = len(bodies(form, 1)[0])
    line = (
        f"whole form kept / echoed: {ratio:.2f} "
        f"(rounds {ratios[0]:.2f} to {ratios[-1]:.2f}, target {TARGET}); "
        f"{kept:.0f}/s against {echoed:.0f}/s, "
        f"{CONNECTIONS} connections, {size} bytes"
    )
    return line, ratio >= TARGET


def _round(form: PublishedForm, port: int, token: str, echo_port: int) -> tuple[float, float]:
    sent = bodies(form, REQUESTS)
    kept = asyncio.run(
        load(port, [post("/api/submissions", body, token=token) for body in sent], CONNECTIONS)
    )
    echoed = asyncio.run(load(echo_port, [post("/echo", body) for body in sent], CONNECTIONS))
    assert kept.statuses == {201: REQUESTS}, kept.statuses
    assert echoed.statuses == {201: REQUESTS}, echoed.statuses
    return kept.rate, echoed.rate


if __name__ == "__main__":
    print(run()[0])
