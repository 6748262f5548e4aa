"""A tenth of the readers stopped (SIGSTOP): what the others notice, and whether memory grows with the lag."""

from harness.compare import Comparison, at_most
from harness.processes import resident_bytes
from harness.rows import watching
from harness.rows.row import Row

NAME = "stopped"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    stopped = max(1, options.watchers // 10)

    def measure(stop):
        server = bench.rollcalld(topic)
        with bench.watchers("rollcall", server, streams=options.watchers - stopped) as others, \
             bench.watchers("rollcall", server, streams=stopped) as some:
            if stop:
                some.stop()
            others.wait(topic.publisher.paced(options.rate, 2 * options.seconds))  # fills what lies between
            before = resident_bytes(server.pid)
            got = watching.counted(others, lambda: topic.publisher.paced(options.rate, 2 * options.seconds))
            growth = resident_bytes(server.pid) - before
        server.close()
        return {"p99_ms": got["p99_ms"], "growth_kib": growth / stopped / 1024}

    what = f"{stopped} stopped of {options.watchers} watchers"
    return Row({"none stopped": lambda: measure(False), "stopped": lambda: measure(True)},
               [Comparison(f"{what}, the others' p99", "ms", ("stopped", "p99_ms"), ("none stopped", "p99_ms"), at_most(1.1)),
                Comparison(f"{what}, memory that grows meanwhile, each", "KiB", ("stopped", "growth_kib"),
                           ("none stopped", "growth_kib"), at_most(1, " KiB"), how="difference")])
