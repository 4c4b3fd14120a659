"""Run the benchmarks, or those named: one line each with its target, and exit code 1 when one is missed."""

import sys

from benchmarks import (
    crash,
    desk,
    fuzz,
    imported,
    lexical,
    paint,
    reading,
    same_id,
    signs,
    throughput,
    weight,
)

EVERY = {
    "throughput": throughput.run,
    "crash": crash.run,
    "same_id": same_id.run,
    "fuzz": fuzz.run,
    "imported": imported.run,
    "desk": desk.run,
    "lexical": lexical.run,
    "reading": reading.run,
    "signs": signs.run,
    "weight": weight.run,
    "paint": paint.run,
}


def main(names: list[str]) -> int:
    """Run the named ones (all when none is named); the exit code."""
    if unknown := [name for name in names if name not in EVERY]:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(EVERY)}.")
        return 2
    missed = 0
    for name in names or EVERY:
        line, ok = EVERY[name]()
        print(f"{'pass' if ok else 'MISS'}  {name}: {line}", flush=True)
        missed += not ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
