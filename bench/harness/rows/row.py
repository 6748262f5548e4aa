# SPDX-License-Identifier: Apache-2.0
"""What a row is: its contestants and comparisons."""

import dataclasses
from typing import Callable


@dataclasses.dataclass
class Row:
    """`contestants`: {name: function that measures once and returns {metric: number}}. Each run calls them in this order."""

    contestants: dict[str, Callable[[], dict]]
    comparisons: list
