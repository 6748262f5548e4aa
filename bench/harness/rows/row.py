# SPDX-License-Identifier: Apache-2.0
"""What a row is: who is measured, and what is compared."""

import dataclasses
from typing import Callable


@dataclasses.dataclass
class Row:
    """`contestants`: name to a function that measures once and returns {metric: number}; each run asks them in this order.
    A function that needs the figures of the run so far takes them from `run`, which is renewed with every run."""
    contestants: dict[str, Callable[[], dict]]
    comparisons: list
    run: dict = dataclasses.field(default_factory=dict)
