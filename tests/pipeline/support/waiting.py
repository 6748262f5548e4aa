# SPDX-License-Identifier: Apache-2.0
"""Waits for a condition, with a deadline that is long enough for a loaded machine and a sanitizer build."""

import time

DEADLINE_S = 60


def wait_until(condition, what, deadline_s=DEADLINE_S):
    """Returns the first true value of condition(). Fails with `what`, a text or a function, at the deadline."""
    end = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline_s} s: {what() if callable(what) else what}")
        time.sleep(0.02)
