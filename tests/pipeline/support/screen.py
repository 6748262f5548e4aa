# SPDX-License-Identifier: Apache-2.0
"""Parses what `rollcall` prints."""

import json
import re


def table_rows(text):
    """The cells of a printed table, row by row. Columns are separated by two or more spaces."""
    return [re.split(r"  +", line.strip()) for line in text.splitlines() if line.strip()]


def watch_lines(client, kind=None):
    """The complete NDJSON lines that `rollcall watch` has printed so far, of one type or (None) of all."""
    whole = client.stdout().split("\n")[:-1]
    lines = [json.loads(line) for line in whole]
    return [line for line in lines if kind is None or line["type"] == kind]
