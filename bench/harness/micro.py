# SPDX-License-Identifier: Apache-2.0
"""Runs the micro-benchmarks (bench/micro)."""

import subprocess

from support.paths import BIN


def run(options):
    """Returns their table, as google-benchmark prints it."""
    command = [
        BIN.parent / "bench" / "micro",
        f"--benchmark_min_time={0.01 if options.quick else 0.3}",
        "--benchmark_color=false",
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return done.stdout
