# SPDX-License-Identifier: Apache-2.0
"""python -m soak [--minutes N] [--seed N] [--watchers N] [--report FILE]; scripts/soak calls it."""

import argparse
import json
import pathlib

from soak.run import soak


def _main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--watchers", type=int, default=8, help="of each selection")
    parser.add_argument("--report", type=pathlib.Path)
    options = parser.parse_args()
    report = json.dumps(soak(options.minutes, options.seed, options.watchers), indent=2)
    print(report)
    if options.report:
        options.report.write_text(report + "\n")


_main()
