#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench (see README.md here). scripts/bench builds what it needs and runs it."""

import pathlib
import sys
import traceback

_TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TOP / "bench"), str(_TOP / "tests" / "pipeline")]

from harness import growth, machine, micro, options, report, sizing  # noqa: E402 (the line above sets the path)
from harness.bench import Bench  # noqa: E402
from harness.rows import ALL  # noqa: E402
from harness.run_row import log_progress, run_row  # noqa: E402


def main(arguments):
    wanted = options.parse(arguments, list(ALL))
    described = machine.describe()  # first, because the bench itself loads the machine
    command = " ".join(["scripts/bench", *arguments])
    all_lines, failed = [], []

    def keep(name, lines, text=""):
        if wanted.write:
            report.keep(name, lines, text, wanted, described, command)

    with Bench(wanted) as bench:
        for name in wanted.rows or [*ALL, "micro"]:
            try:
                lines = run_one(bench, name, keep)
            except Exception:  # the other rows are measured all the same
                traceback.print_exc()
                failed.append(name)
            else:
                all_lines += lines
                if lines:
                    print(report.terminal_table(all_lines), flush=True)
    if all_lines:
        print(report.verdict(all_lines))
    return f"these rows failed: {' '.join(failed)}" if failed else None


def run_one(bench, name, keep):
    """Runs a row and returns its lines. What is not a row is printed, and has none."""
    if name in ("growth", "sizing"):
        {"growth": growth, "sizing": sizing}[name].run(bench)
        return []
    if name == "micro":
        log_progress("micro-benchmarks")
        table = micro.run(bench.options)
        print(table)
        keep(name, [], table)
        return []
    lines = run_row(bench, ALL[name])
    keep(name, lines)
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
