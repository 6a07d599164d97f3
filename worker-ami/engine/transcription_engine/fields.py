"""Reading single fields of a JSON object, with messages that say what was expected."""

import math
from collections.abc import Collection
from typing import Any

Fields = dict[str, Any]


def refuse_unknown(fields: Fields, known: Collection[str]) -> None:
    """Refuse fields that nobody would act on: whoever set one expects it to do something.

    Raises:
      ValueError: there are others than the known ones.
    """
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise ValueError(f"unknown field {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def an_object(fields: Fields, name: str) -> Fields:
    """Return a field that must be an object."""
    value = fields.get(name)
    if not isinstance(value, dict):
        raise ValueError(f'"{name}" must be an object')
    return value


def objects(fields: Fields, name: str) -> list[Fields]:
    """Return a field that must be a list of objects."""
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(f'"{name}" must be a list of objects')
    return value


def a_text(fields: Fields, name: str, longest: int | None = None) -> str:
    """Return a field that must be a string with at least one character, and at most `longest`."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f'"{name}" must be a string that is not empty')
    if longest is not None and len(value) > longest:
        raise ValueError(f'"{name}" has {len(value)} characters; at most {longest} are accepted')
    return value


def one_of(fields: Fields, name: str, choices: Collection[str]) -> str:
    """Return a field that must be one of the choices."""
    value = fields.get(name)
    if value not in choices:
        raise ValueError(f'"{name}" must be one of {", ".join(choices)}')
    return value


def a_flag(fields: Fields, name: str) -> bool:
    """Return a field that must be true or false."""
    value = fields.get(name)
    if not isinstance(value, bool):
        raise ValueError(f'"{name}" must be true or false')
    return value


def a_number(fields: Fields, name: str, low: float = 0.0, high: float = math.inf) -> float:
    """Return a field that must be a number from `low` to `high`, both included."""
    value = as_number(fields.get(name))
    if value is None or not low <= value <= high:
        raise ValueError(f'"{name}" must be a number from {low:g} to {high:g}')
    return value


def a_number_above(fields: Fields, name: str, low: float) -> float:
    """Return a field that must be a number greater than `low`."""
    value = as_number(fields.get(name))
    if value is None or value <= low:
        raise ValueError(f'"{name}" must be a number above {low:g}')
    return value


def a_whole_number(fields: Fields, name: str, low: int, high: int) -> int:
    """Return a field that must be a whole number from `low` to `high`, both included."""
    value = as_number(fields.get(name))
    if value is None or not value.is_integer() or not low <= value <= high:
        raise ValueError(f'"{name}" must be a whole number from {low} to {high}')
    return int(value)


def as_number(value: Any) -> float | None:
    """Return a finite number, or None for anything else; in Python true and false are numbers too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
