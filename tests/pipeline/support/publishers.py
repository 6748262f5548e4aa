# SPDX-License-Identifier: Apache-2.0
"""Publishers that publish continuously, and a ledger of what Kafka acknowledged."""

import itertools
import re
import threading

from confluent_kafka import Producer

from support.background import Background
from support.kafka_client import client_settings
from support.tools import agent
from support.topic import little_endian, status_json
from support.waiting import DEADLINE_S

_PUBLISHED = re.compile(r"^published node -?\d+ at offset (\d+)$", re.MULTILINE)
_SOON = {"socket.timeout.ms": 3000, "topic.metadata.refresh.interval.ms": 500, "reconnect.backoff.max.ms": 500}


class Ledger:
    """All records that were sent to Kafka, and the offsets that were acknowledged. Thread-safe."""

    def __init__(self):
        self._lock = threading.Lock()
        self._attempts = []  # (key, value)
        self._acks = {}  # {number of the attempt: offset or None}

    def attempt(self, key, value):
        """Notes a record before it is sent. Returns the number of the attempt."""
        with self._lock:
            self._attempts.append((key, value))
            return len(self._attempts) - 1

    def ack(self, number, offset):
        """Notes that the record was acknowledged. The offset is None if the broker recognized a retry of an idempotent
        producer (DUPLICATE_SEQUENCE_NUMBER): it has the record, but did not say where."""
        with self._lock:
            self._acks[number] = offset

    def attempts(self):
        with self._lock:
            return list(self._attempts)

    def acked(self):
        """[(offset or None, key, value)]"""
        with self._lock:
            return [(offset, *self._attempts[number]) for number, offset in self._acks.items()]

    def acked_since(self, number):
        """The known offsets of the acknowledged attempts with this number or a higher one."""
        with self._lock:
            return [offset for attempt, offset in self._acks.items() if attempt >= number and offset is not None]


class Publisher(Background):
    """Publishes for its nodes in turn. Subclasses implement publish(node, number)."""

    def __init__(self, topic, ledger, nodes):
        super().__init__()
        self.topic = topic
        self.acks = 0
        self._ledger = ledger
        self._turns = itertools.cycle(nodes)
        self._numbers = itertools.count(1)

    def work(self):
        while not self.stopping.wait(0.02):  # a pace that the brokers can sustain
            self.publish(next(self._turns), next(self._numbers))
        self.flush()

    def attempt(self, key, value):
        return self._ledger.attempt(key, value)

    def ack(self, attempt, offset):
        self._ledger.ack(attempt, offset)
        self.acks += 1

    def flush(self):
        pass


class StreamPublisher(Publisher):
    """Uses confluent_kafka's producer, idempotent and with acks=all. Every ninth record is a tombstone."""

    def __init__(self, topic, ledger, nodes):
        super().__init__(topic, ledger, nodes)
        self._producer = Producer(
            client_settings(
                topic.brokers,
                {
                    "enable.idempotence": True,
                    "acks": "all",
                    "linger.ms": 0,
                    "message.timeout.ms": 3000 * DEADLINE_S,
                }
                | _SOON,
            )
        )
        self._refused = []

    def publish(self, node, number):
        key, value = little_endian(node), None if number % 9 == 0 else status_json(node, {f"stream_{number}": ["foo"]})
        attempt = self.attempt(key, value)
        self._producer.produce(
            self.topic.name,
            key=key,
            value=value,
            partition=0,
            on_delivery=lambda error, message: self._delivered(attempt, error, message),
        )
        self._producer.poll(0)

    def _delivered(self, attempt, error, message):
        if error is None:
            self.ack(attempt, message.offset())
        else:
            self._refused.append(str(error))

    def flush(self):
        assert self._producer.flush(3 * DEADLINE_S) == 0, "Kafka did not take all records"
        assert not self._refused, self._refused


class AgentPublisher(Publisher):
    """Runs `rollcall-agent publish` again and again. An attempt may fail."""

    def publish(self, node, number):
        key, value = little_endian(node), status_json(node, {f"agent_{number}": ["foo"]})
        attempt = self.attempt(key, value)
        done = agent(self.topic, "--timeout", "3s", "publish", "-", stdin=value.decode())
        if done.code == 0:
            self.ack(attempt, int(_PUBLISHED.search(done.stdout)[1]))
        else:
            assert done.code in (1, 3) and done.stderr.strip(), done
