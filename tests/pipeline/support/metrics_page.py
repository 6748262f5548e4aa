# SPDX-License-Identifier: Apache-2.0
"""What docs/metrics.md says, and what is served, in the same form."""

import re

from support.metrics import samples, types
from support.paths import TOP

_PAGE = TOP / "docs" / "metrics.md"
_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| ([^|]+) \| ([^|]*) \| (.+) \|$", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_NAME = re.compile(r"\b(?:rollcall|grpc_server|process)_[a-z0-9_]+\b")
_OF_HISTOGRAM = ("_bucket", "_sum", "_count")


def rows():
    """[(name, type, unit, labels, text)] of the tables."""
    found = _ROW.findall(_PAGE.read_text())
    return [
        (name, kind, unit, frozenset(re.findall(r"`(\w+)`", labels)), text) for name, kind, unit, labels, text in found
    ]


def headings():
    return _HEADING.findall(_PAGE.read_text())


def documented():
    """{name: (type, labels)}"""
    table = [(name, (kind, labels)) for name, kind, _, labels, _ in rows()]
    assert len(table) == len(dict(table)), "a metric is in two rows"
    return dict(table)


def served(*texts):
    """{name: (type, labels)} of what several programs serve."""
    metrics = {}
    for text in texts:
        kinds = types(text)
        for name, labels, _ in samples(text):
            family = name if name in kinds else without_suffix(name)
            metrics[family] = (kinds[family], frozenset(labels) - {"le"})
    return metrics


def without_suffix(name):
    """The histogram that a sample belongs to."""
    for suffix in _OF_HISTOGRAM:
        name = name.removesuffix(suffix)
    return name


def names_in(expression):
    """The metrics that an expression of PromQL uses."""
    return {without_suffix(name) for name in _NAME.findall(expression)}
