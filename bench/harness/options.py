# SPDX-License-Identifier: Apache-2.0
"""The command line, and the sizes that follow from it."""

import argparse


def parse(arguments, row_names):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Runs each row and its peer in turn, and prints the ratios.",
        epilog="rows: " + " ".join(row_names) + "; also: micro, growth, sizing. Default: all rows and micro.",
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run")
    parser.add_argument("--runs", type=_at_least(1), help="runs of each row (5; quick: 2)")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that everything runs; the figures mean little"
    )
    parser.add_argument("--record-bytes", type=_at_least(120), default=330, help="size of a record's value (330)")
    parser.add_argument("--nodes", type=_at_least(1), default=1000, help="nodes that publish (1000)")
    parser.add_argument("--watchers", type=_at_least(1), help="streams (1000; quick: 100)")
    parser.add_argument("--idle-watchers", type=_at_least(1), help="streams in row idle (10000; quick: 500)")
    parser.add_argument("--connections", type=_at_least(1), default=10, help="connections that streams share (10)")
    parser.add_argument("--rate", type=_at_least(1), default=50, help="paced updates per second (50)")
    parser.add_argument("--seconds", type=_at_least(1), help="seconds that a rate is measured for (5; quick: 1)")
    parser.add_argument("--records", type=_at_least(1), help="records of the long topic (1000000; quick: 20000)")
    parser.add_argument("--updates", type=_at_least(1), help="updates of a burst (3000; quick: 200)")
    parser.add_argument(
        "--write",
        action="store_true",
        help="also write bench/RESULTS.md (growth: docs/growth.svg, sizing: docs/sizing.md)",
    )
    options = parser.parse_args(arguments)
    unknown = [row for row in options.rows if row not in [*row_names, "micro", "growth", "sizing"]]
    if unknown:
        parser.error(f"unknown row {' '.join(unknown)}; the rows are {' '.join(row_names)} micro growth sizing")
    _fill_in(options)
    return options


def _at_least(least):
    def number(text):
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is below {least}")
        return value

    return number


def _fill_in(options):
    sizes = {
        "runs": (5, 2),
        "watchers": (1000, 100),
        "idle_watchers": (10000, 500),
        "seconds": (5, 1),
        "records": (1_000_000, 20_000),
        "updates": (3000, 200),
    }
    for name, (usual, quick) in sizes.items():
        if getattr(options, name) is None:
            setattr(options, name, quick if options.quick else usual)
    options.state_nodes = 5_000 if options.quick else 100_000
    options.latency_records = 100 if options.quick else 1000
