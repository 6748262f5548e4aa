# SPDX-License-Identifier: Apache-2.0
"""What a row is: its contestants and comparisons."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Row:
    """`contestants`: {name: function that measures once and returns {metric: number}}, called in this order."""

    contestants: dict[str, Callable[[], dict]]
    comparisons: list
