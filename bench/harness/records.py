# SPDX-License-Identifier: Apache-2.0
"""Publishes records: statuses of a given size that contain the time of their creation."""

import json
import time

from confluent_kafka import Producer

from support.topic import little_endian

_STAMP = "@t="  # load/stream.go looks for it


def value(node, size):
    """The status of a node with one coprocessor, of `size` bytes or, if that is too little, as few as possible."""
    stamp = f"{_STAMP}{time.time_ns()} "
    text = json.dumps(
        {
            "node_id": node,
            "status": "up",
            "coprocessors": {f"name_{node:06}": {"input_topics": ["foo", "bar"], "description": stamp}},
        }
    )
    return text.replace(stamp, stamp + "." * (size - len(text))).encode()


class Publisher:
    """Publishes for `nodes` nodes in turn. Its methods return the last offset when all records are acknowledged."""

    def __init__(self, brokers, topic_name, nodes, record_bytes):
        self._topic_name = topic_name
        self._nodes = nodes
        self._bytes = record_bytes
        self._next = 0
        self._last = -1
        self._producer = Producer(
            {
                "bootstrap.servers": brokers,
                "acks": "all",
                "linger.ms": 0,
                "message.max.bytes": 4 << 20,
                "queue.buffering.max.messages": 100_000,
            }
        )

    def burst(self, count):
        for _ in range(count):
            self._publish()
        return self._flush()

    def acked_one_by_one(self, count):
        """Publishes each record when the one before is acknowledged."""
        for _ in range(count):
            self._publish()
            self._flush()
        return self._last

    def paced(self, rate, seconds):
        begin = time.monotonic()
        for i in range(int(rate * seconds)):
            self._producer.poll(max(0, begin + i / rate - time.monotonic()))
            while (early_by := begin + i / rate - time.monotonic()) > 0:  # poll returns at every acknowledgment
                self._producer.poll(early_by)
            self._publish()
        return self._flush()

    def _publish(self):
        node = self._next % self._nodes
        self._next += 1
        while True:
            try:
                self._producer.produce(
                    self._topic_name,
                    key=little_endian(node),
                    value=value(node, self._bytes),
                    partition=0,
                    on_delivery=self._acked,
                )
                self._producer.poll(0)
                return
            except BufferError:
                self._producer.poll(0.1)

    def _acked(self, error, message):
        assert error is None, error
        self._last = max(self._last, message.offset())

    def _flush(self):
        assert self._producer.flush(60) == 0, "Kafka did not take all records"
        return self._last
