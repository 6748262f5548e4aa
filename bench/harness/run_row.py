# SPDX-License-Identifier: Apache-2.0
"""Runs a row: its contestants in turn, as many times as the options log_progress."""

import sys

from harness.compare import evaluate


def run_row(bench, module):
    """Returns the row's lines for the table."""
    log_progress(f"{module.NAME}: preparing")
    try:
        row = module.make(bench)
        samples = {name: [] for name in row.contestants}
        for number in range(1, bench.options.runs + 1):
            for name, measure in row.contestants.items():
                log_progress(f"{module.NAME}: run {number} of {bench.options.runs}: {name}")
                samples[name].append(measure())
        return [evaluate(comparison, samples) for comparison in row.comparisons]
    finally:
        bench.end_row()


def log_progress(text):
    print(f"==> {text}", file=sys.stderr, flush=True)
