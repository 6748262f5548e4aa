"""Many streams, updates back to back: deliveries for each second of the server's CPU, against etcd."""

from harness.compare import Comparison, at_least
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch-burst"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    server, etcd = bench.rollcalld(topic), bench.etcd()
    delivered = {}

    def rollcalld():
        with bench.watchers("rollcall", server) as watchers:
            got = watching.counted(watchers, lambda: topic.publisher.burst(options.updates))
        delivered["bytes"] = options.record_bytes
        return got | {"share": got["deliveries"] / options.updates / options.watchers}

    def etcd_watch():
        with bench.watchers("etcd", etcd) as watchers:
            got = watching.counted(watchers, lambda: watching.etcd_put(etcd, options.updates, options.nodes, delivered["bytes"]))
        return got | {"share": got["deliveries"] / options.updates / options.watchers}

    what = f"watch, {options.watchers} streams, {options.updates} updates back to back"
    return Row({"rollcalld": rollcalld, "etcd": etcd_watch},
               [Comparison(what + ", deliveries per CPU second", "", ("rollcalld", "deliveries_per_cpu_s"),
                           ("etcd", "deliveries_per_cpu_s"), at_least(4)),
                Comparison("  share of the updates that was delivered (the rest: conflated)", "", ("rollcalld", "share"),
                           ("etcd", "share")),
                Comparison("  CPU in all", "s", ("rollcalld", "server_cpu_s"), ("etcd", "server_cpu_s"))])
