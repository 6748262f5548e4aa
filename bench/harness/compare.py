# SPDX-License-Identifier: Apache-2.0
"""Turns the samples of both sides into a ratio with its spread, and decides whether a target is met."""

import dataclasses
import statistics
from collections.abc import Callable


@dataclasses.dataclass
class Target:
    text: str
    is_met: Callable[[float], bool]


def at_most(limit, what="x"):
    return Target(f"<= {limit:g}{what}", lambda value: value <= limit)


def at_least(limit, what="x"):
    return Target(f">= {limit:g}{what}", lambda value: value >= limit)


@dataclasses.dataclass
class Comparison:
    """`ours` and `peer` are (contestant, metric). Without a peer the result is our figure itself."""

    what: str
    unit: str
    ours: tuple
    peer: tuple | None = None
    target: Target | None = None
    how: str = "ratio"  # ours / peer, or "difference": ours - peer
    peer_name: str = ""  # if empty, the contestant's name


@dataclasses.dataclass
class Line:
    """One line of the table."""

    what: str
    ours: str
    peer: str
    result: str
    target: str
    met: str  # yes, MISSED, or empty if there is no target


def evaluate(comparison, samples):
    """Returns the Line. `samples`: {contestant: [{metric: number} of each run, in order]}."""
    assert comparison.how in ("ratio", "difference"), comparison.how
    ours = _values(samples, comparison.ours)
    peer = _values(samples, comparison.peer) if comparison.peer else []
    results = ours
    if peer:
        pairs = list(zip(ours, peer, strict=True))
        results = [a - b if comparison.how == "difference" else a / b if b else float("inf") for a, b in pairs]
    middle = statistics.median(results)
    suffix = "" if not peer else "x" if comparison.how == "ratio" else f" {comparison.unit}"
    spread = (
        f"{_number(middle)}{suffix} ({_number(min(results))} to {_number(max(results))})"
        if peer or len(ours) > 1
        else ""
    )
    met = "" if not comparison.target else "yes" if comparison.target.is_met(middle) else "MISSED"
    return Line(
        comparison.what,
        _with_unit(ours, comparison.unit),
        f"{comparison.peer_name or comparison.peer[0]}: {_with_unit(peer, comparison.unit)}" if peer else "",
        spread,
        comparison.target.text if comparison.target else "",
        met,
    )


def _values(samples, which):
    contestant, metric = which
    return [run[metric] for run in samples[contestant]]


def _with_unit(values, unit):
    return f"{_number(statistics.median(values))} {unit}"


def _number(value):
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
