# SPDX-License-Identifier: Apache-2.0
"""Describes the machine and the programs that the figures come from."""

import os
import platform
import subprocess

from support.paths import BIN, DEPS, TOP


def describe():
    """Returns [(property, value)]."""
    return [
        ("processor", f"{_cpu_model()}, {os.cpu_count()} cores"),
        ("memory", f"{_memory_gib():.0f} GiB"),
        ("kernel", platform.release()),
        ("load average before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("rollcalld", _first_line(BIN / "rollcalld", "--version")),
        ("built from", _first_line("git", "-C", TOP, "describe", "--always", "--dirty")),
        ("etcd", _first_line(DEPS / "bin" / "etcd", "--version")),
        ("NATS", _first_line(DEPS / "bin" / "nats-server", "--version")),
        ("kcat", _packaged("kcat")),
        ("librdkafka", _packaged("librdkafka1")),
        ("gRPC C++", _packaged("libgrpc++1.51")),
        ("Kafka's Java", _first_line("java", "-version")),
    ]


def _cpu_model():
    with open("/proc/cpuinfo") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _first_line(*command):
    try:
        done = subprocess.run(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30
        )
        return done.stdout.strip().splitlines()[0]
    except (OSError, IndexError):
        return "unknown"


def _packaged(name):
    return _first_line("dpkg-query", "-W", "-f", "${Version}", name)
