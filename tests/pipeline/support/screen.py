# SPDX-License-Identifier: Apache-2.0
"""Reading what `rollcall` prints."""

import json
import re


def table_rows(text):
    """Cells of a table as printed: columns are two spaces or more apart."""
    return [re.split(r"  +", line.strip()) for line in text.splitlines() if line.strip()]


def watch_lines(client, kind=None):
    """The whole NDJSON lines that a `rollcall watch` has printed, of one type."""
    whole = client.stdout().split("\n")[:-1]
    lines = [json.loads(line) for line in whole]
    return [line for line in lines if kind is None or line["type"] == kind]
