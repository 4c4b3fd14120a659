"""Every kind of number that findings can hold, by their types: found, and shifted by one."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect as kinds

from feedback_service.report_findings import Findings

Where = tuple[str | int, ...]


def leaves(of: type) -> list[str]:
    """As "groups[].breakdowns{}.cells{}": [] any of a list, {} any of a dictionary, [0] a place in a pair."""
    return [*dict.fromkeys(_leaves(kinds.type_info(of), ""))]


def _leaves(kind: kinds.Type, path: str) -> Iterator[str]:
    match kind:
        case kinds.StructType():
            for field in kind.fields:
                yield from _leaves(field.type, f"{path}.{field.encode_name}" if path else field.encode_name)
        case kinds.DictType():
            yield from _leaves(kind.value_type, path + "{}")
        case kinds.VarTupleType():
            yield from _leaves(kind.item_type, path + "[]")
        case kinds.TupleType():
            for place, item in enumerate(kind.item_types):
                yield from _leaves(item, f"{path}[{place}]")
        case kinds.UnionType():
            for item in kind.types:
                yield from _leaves(item, path)
        case kinds.IntType() | kinds.FloatType() | kinds.BoolType():
            yield path
        case _:
            assert isinstance(kind, kinds.StrType | kinds.LiteralType | kinds.NoneType), kind


def instance_of(found: Findings, kind: str) -> Where | None:
    """Where the findings hold such a number: the first that is told, not 0 if there is one."""
    parts = kind.replace("[", "|[").replace("{", "|{").replace(".", "|").split("|")
    every = [*_instances(msgspec.to_builtins(found), parts, ())]
    return min(every, key=lambda one: not one[1])[0] if every else None


def _instances(value: Any, parts: list[str], where: Where) -> Iterator[tuple[Where, Any]]:  # noqa: ANN401
    if not parts:
        if value is not None:
            yield where, value
        return
    if value is None:
        return
    first, *rest = parts
    steps: list[Any] = [first]
    if first == "[]":
        steps = [*range(len(value))]
    elif first == "{}":
        steps = [*value]
    elif first.startswith("["):
        steps = [int(first[1:-1])]
    for step in steps:
        yield from _instances(value[step], rest, (*where, step))


def bumped(found: Findings, where: Where) -> Findings:
    """The findings with the number there greater by one, or the other truth."""
    whole = msgspec.to_builtins(found)
    inside = whole
    for step in where[:-1]:
        if isinstance(inside[step], tuple):
            inside[step] = list(inside[step])
        inside = inside[step]
    old = inside[where[-1]]
    inside[where[-1]] = not old if isinstance(old, bool) else old + 1
    return msgspec.convert(whole, Findings)
