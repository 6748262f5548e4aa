#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints line coverage by folder, and the files with the most lines that no test runs, from `gcovr --json-summary`.

coverage_table.py SUMMARY [--write FILE] [--command TEXT]
"""

import argparse
import collections
import json
import pathlib

LEAST_COVERED = 12  # files


def row(name, lines, covered):
    percent = f"{100 * covered / lines:.1f} %" if lines else "-"
    return f"| {name} | {lines} | {covered} | {percent} |"


def make_table(files):
    """Markdown. `files`: [{"filename", "line_total", "line_covered"}]"""
    folders = collections.defaultdict(lambda: [0, 0])
    for file in files:
        for name in {str(pathlib.PurePath(file["filename"]).parent), "all"}:
            folders[name][0] += file["line_total"]
            folders[name][1] += file["line_covered"]
    total = folders.pop("all")
    head = ["| folder | lines | run by a test | |", "|---|---:|---:|---:|"]
    body = [row(f"`{name}/`", *folders[name]) for name in sorted(folders)]
    return "\n".join([*head, *body, row("**all**", *total)]) + "\n"


def make_file_table(files):
    """Markdown: the files with the most lines that no test runs."""
    worst = sorted(files, key=lambda file: file["line_covered"] - file["line_total"])[:LEAST_COVERED]
    head = ["| file | lines | run by a test | |", "|---|---:|---:|---:|"]
    return "\n".join([*head, *(row(f"`{f['filename']}`", f["line_total"], f["line_covered"]) for f in worst)]) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("summary", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--command", default="scripts/coverage", metavar="TEXT")
    options = parser.parse_args()
    files = json.loads(options.summary.read_text())["files"]
    table, worst = make_table(files), make_file_table(files)
    print(f"{table}\nThe files with the most lines that no test runs:\n\n{worst}", end="")
    if options.write:
        text = (
            "# Coverage\n\n"
            f"Lines of our own code that the tests run, without generated code and the tests themselves. Written by\n"
            f"`{options.command} --write`.\n\n"
            "gcov does not count what runs in a process that dies, so the tests of assertions (`base/check.h`) do not\n"
            "show here, and templates count once for each type. Without `--pipeline` what needs a real Kafka or a\n"
            "whole program is missing.\n\n"
            f"{table}\n## The files with the most lines that no test runs\n\n{worst}"
        )
        options.write.write_text(text)


if __name__ == "__main__":
    main()
