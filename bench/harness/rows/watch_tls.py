# SPDX-License-Identifier: Apache-2.0
"""As `watch`, with TLS on both sides."""

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch-tls"


def make(bench):
    options = bench.options
    what = f"watch with TLS, {options.watchers} streams, {options.rate} updates/s, CPU per message"
    targets = {"raw": at_most(0.2), "etcd": None, "nats": None}
    return Row(
        watching.Paced(bench, tls=True).contestants("rollcalld", *targets),
        [
            Comparison(what, "us", ("rollcalld", "cpu_us_per_message"), (peer, "cpu_us_per_message"), target)
            for peer, target in targets.items()
        ],
    )
