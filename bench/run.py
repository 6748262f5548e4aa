#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench (see README.md here). scripts/bench builds what it needs and runs it."""

import pathlib
import sys

_TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TOP / "bench"), str(_TOP / "tests" / "pipeline")]

from harness import growth, machine, micro, options, report  # noqa: E402 (the line above sets the path)
from harness.bench import Bench  # noqa: E402
from harness.rows import ALL  # noqa: E402
from harness.run_row import log_progress, run_row  # noqa: E402


def main(arguments):
    wanted = options.parse(arguments, list(ALL))
    names = wanted.rows or [*ALL, "micro"]
    lines, micro_table = [], ""
    described = machine.describe()  # first, because the bench itself loads the machine
    with Bench(wanted) as bench:
        for name in names:
            if name in ALL:
                lines += run_row(bench, ALL[name])
                print(report.terminal_table(lines), flush=True)
        if "growth" in names:
            growth.run(bench)
    if "micro" in names:
        log_progress("micro-benchmarks")
        micro_table = micro.run(wanted)
        print(micro_table)
    if lines:
        print(report.verdict(lines))
        if wanted.write:
            report.write_results(lines, micro_table, wanted, described, " ".join(["scripts/bench", *arguments]))


if __name__ == "__main__":
    main(sys.argv[1:])
