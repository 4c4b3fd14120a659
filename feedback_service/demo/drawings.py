"""Made-up drawings: a house, a person or the sun, each a little different."""

import math
import random

from forms.drawing import HEIGHT, WIDTH, Drawing, Point, Stroke, written

_WOBBLE = 6
_ROUND = 24


def draw(rng: random.Random) -> str:
    """The strokes of one to three things side by side, as a page would send them."""
    things = rng.sample((_house, _person, _sun), rng.randint(1, 3))
    strokes = (line for place, thing in enumerate(things) for line in thing(100 + 200 * place))
    drawn = tuple(tuple(_wobbled(point, rng) for point in line) for line in strokes)
    return written(Drawing(WIDTH, HEIGHT, drawn))


def _wobbled(point: Point, rng: random.Random) -> Point:
    x, y = (at + rng.randint(-_WOBBLE, _WOBBLE) for at in point)
    return min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)


def _circle(x: int, y: int, radius: int) -> Stroke:
    turns = (2 * math.pi * step / _ROUND for step in range(_ROUND + 1))
    return tuple((round(x + radius * math.cos(turn)), round(y + radius * math.sin(turn))) for turn in turns)


def _house(x: int) -> tuple[Stroke, ...]:
    walls = ((x - 60, 200), (x - 60, 330), (x + 60, 330), (x + 60, 200))
    return (
        walls,
        ((x - 80, 210), (x, 120), (x + 80, 210)),
        ((x - 15, 330), (x - 15, 270), (x + 15, 270), (x + 15, 330)),
    )


def _person(x: int) -> tuple[Stroke, ...]:
    arms, legs = ((x - 50, 230), (x, 215), (x + 50, 230)), ((x - 35, 350), (x, 280), (x + 35, 350))
    smile = ((x - 14, 162), (x, 172), (x + 14, 162))
    return _circle(x, 150, 38), ((x, 190), (x, 280)), arms, legs, smile


def _sun(x: int) -> tuple[Stroke, ...]:
    rays = (2 * math.pi * ray / 8 for ray in range(8))
    far = ((round(math.cos(turn) * 100), round(math.sin(turn) * 100)) for turn in rays)
    return _circle(x, 130, 45), *(
        ((x + dx * 6 // 10, 130 + dy * 6 // 10), (x + dx, 130 + dy)) for dx, dy in far
    )
