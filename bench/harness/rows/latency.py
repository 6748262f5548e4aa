# SPDX-License-Identifier: Apache-2.0
"""From the acknowledgment of a record to the watch's event, against a bare consumer that reads the same records."""

import json
import subprocess

from harness.compare import Comparison, at_most
from harness.rows.row import Row
from support.paths import BIN

NAME = "latency"


def make(bench):
    topic = bench.topic(1, 1)
    server = bench.rollcalld(topic)

    def both():
        command = [
            BIN.parent / "bench" / "latency",
            "--brokers",
            topic.brokers,
            "--topic",
            topic.name,
            "--server",
            server.address,
            "--count",
            bench.options.latency_records,
        ]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        got = json.loads(done.stdout)
        return {f"{reader} {which}": got[reader][which] for reader in ("bare", "watch") for which in ("median", "p99")}

    def added(which, limit):
        return Comparison(
            f"ack to watch event, {which}, beyond a bare consumer",
            "ms",
            ("rollcalld", f"watch {which}"),
            ("rollcalld", f"bare {which}"),
            at_most(limit, " ms"),
            how="difference",
            peer_name="bare consumer",
        )

    return Row({"rollcalld": both}, [added("median", 0.2), added("p99", 0.8)])
