# SPDX-License-Identifier: Apache-2.0
"""Formats the table for a terminal and for bench/RESULTS.md."""

import datetime

from support.paths import TOP

_COLUMNS = ("what", "Rollcall", "peer", "ratio or difference (least to most)", "target", "met")
RESULTS = TOP / "bench" / "RESULTS.md"


def _cells(line):
    return (line.what, line.ours, line.peer, line.result, line.target, line.met)


def terminal_table(lines):
    rows = [_COLUMNS, *map(_cells, lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def verdict(lines):
    missed = [line for line in lines if line.met == "MISSED"]
    with_target = [line for line in lines if line.met]
    head = f"{len(with_target) - len(missed)} of {len(with_target)} targets met"
    return "\n".join(
        [head] + [f"missed: {line.what}: {line.result or line.ours}, target {line.target}" for line in missed]
    )


def markdown_table(lines):
    rows = ["| " + " | ".join(_COLUMNS) + " |", "|" + " --- |" * len(_COLUMNS)]
    return "\n".join(rows + ["| " + " | ".join(_cells(line)) + " |" for line in lines])


def write_results(lines, micro, options, described, command):
    today = datetime.date.today().isoformat()
    facts = "\n".join(f"| {name} | {value} |" for name, value in described)
    RESULTS.write_text(f"""\
# Results

Written by `{command}` on {today}: medians of {options.runs} runs, each run asking every contestant in turn.
README.md here says what each line measures. Every process ran on the same machine, loads and Kafka included.

| machine | |
| --- | --- |
{facts}

## Beside the peers

{markdown_table(lines)}

{verdict(lines).replace(chr(10), chr(10) * 2)}

## Micro-benchmarks

```
{micro.strip()}
```
""")
