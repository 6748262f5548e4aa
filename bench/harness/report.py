# SPDX-License-Identifier: Apache-2.0
"""Formats the table for a terminal and for bench/RESULTS.md."""

import dataclasses
import datetime
import json

from harness.compare import Line
from support.paths import TOP

_COLUMNS = ("what", "Rollcall", "peer", "ratio or difference (least to most)", "target", "met")
RESULTS = TOP / "bench" / "RESULTS.md"
_DATA = TOP / "bench" / "results.json"


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


def keep(name, lines, text, options, described, command):
    """Keeps the results of one row, or the micro-benchmarks' table, in place of older ones, and writes RESULTS.md. So a
    row can be measured again alone; each says when and from which commit."""
    kept = json.loads(_DATA.read_text()) if _DATA.exists() else {}
    kept[name] = {
        "date": datetime.date.today().isoformat(),
        "built_from": dict(described)["built from"],
        "command": command,
        "runs": options.runs,
        "machine": described,
        "lines": [dataclasses.asdict(line) for line in lines],
        "text": text,
    }
    _DATA.write_text(json.dumps(kept, indent=1) + "\n")
    RESULTS.write_text(_document(kept))


def _document(kept):
    machine = kept[max(kept, key=lambda name: kept[name]["date"])]["machine"]
    facts = "\n".join(f"| {name} | {value} |" for name, value in machine if name != "built from")
    lines = [Line(**line) for row in kept.values() for line in row["lines"]]
    sections = "\n".join(_section(name, row) for name, row in kept.items())
    return f"""\
# Results

Written by `scripts/bench --write`, which keeps each row's newest results. They are medians of the runs, each of which
asks every contestant in turn. README.md here says what each line measures. Every process ran on the same machine, loads
and Kafka included.

| machine | |
| --- | --- |
{facts}

{verdict(lines).replace(chr(10), chr(10) * 2)}

{sections}"""


def _section(name, row):
    how = f"{row['date']}, built from {row['built_from']}, {row['runs']} runs: `{row['command']}`"
    table = markdown_table([Line(**line) for line in row["lines"]])
    body = f"```\n{row['text'].strip()}\n```" if row["text"] else table
    return f"## {name}\n\n{how}\n\n{body}\n"
