# SPDX-License-Identifier: Apache-2.0
"""What the rows share: one Kafka, topics with records, and servers that end with the row."""

import contextlib
import functools
import itertools
import pathlib
import shutil
import tempfile

from harness import load
from harness.records import Publisher
from harness.servers import Etcd, Nats, RawServer, Rollcalld
from support.certificates import Authority
from support.kafka_broker import KafkaBroker
from support.paths import BIN
from support.topic import Topic

# Settings that keep Kafka from compacting a topic while a row runs, so that it has as many records as the row says.
_NOT_COMPACTED = {
    "cleanup.policy": "compact",
    "min.cleanable.dirty.ratio": "1",
    "segment.bytes": str(1 << 30),
    "min.compaction.lag.ms": str(24 * 3600 * 1000),
    "max.message.bytes": str(4 << 20),
}


class Bench:
    def __init__(self, options):
        self.options = options
        self._numbers = itertools.count(1)
        self._kafka = None
        self._ends = contextlib.ExitStack()
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-bench-"))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.end_row()
        if self._kafka:
            self._kafka.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def end_row(self):
        self._ends.close()

    @property
    def kafka(self):
        if self._kafka is None:
            self._kafka = KafkaBroker(self._folder / "kafka")
            self._kafka.start()
        return self._kafka

    def topic(self, nodes, records=0, record_bytes=None):
        """A new topic with `records` records, of all nodes in turn. Its `publisher` publishes more."""
        topic = Topic(self.kafka.address, f"status.{next(self._numbers)}").create(config=_NOT_COMPACTED)
        topic.publisher = Publisher(topic.brokers, topic.name, nodes, record_bytes or self.options.record_bytes)
        if records:
            topic.publisher.burst(records)
        return topic

    @functools.cached_property
    def certificate(self):
        return Authority(self._folder, "bench-ca").issue("bench")

    def rollcalld(self, topic, tls=False):
        return (
            self._ends_with_the_row(Rollcalld(self.new_folder(), topic, self._certificate(tls))).start().wait_serving()
        )

    def rollcalld_command(self, topic):
        return [BIN / "rollcalld", "--brokers", topic.brokers, "--topic", topic.name, "--listen", "127.0.0.1:0"]

    def etcd(self, tls=False):
        return self._ends_with_the_row(Etcd(self.new_folder(), self._certificate(tls)))

    def nats(self, tls=False):
        return self._ends_with_the_row(Nats(self.new_folder(), self._certificate(tls)))

    def raw(self, message_bytes, rate, tls=False):
        return self._ends_with_the_row(RawServer(self.new_folder(), int(message_bytes), rate, self._certificate(tls)))

    def watchers(self, peer, server, streams=None, connections=None, **how):
        return load.Watchers(
            peer, server, streams or self.options.watchers, connections or self.options.connections, **how
        )

    def new_folder(self):
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def _ends_with_the_row(self, server):
        self._ends.callback(server.close)
        return server

    def _certificate(self, tls):
        return self.certificate if tls else None


def kcat(topic, *flags):
    """The kcat command that reads a topic to its end."""
    return ["kcat", "-C", "-q", "-e", "-b", topic.brokers, "-t", topic.name, "-p", "0", "-o", "beginning", *flags]
