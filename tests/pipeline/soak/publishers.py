# SPDX-License-Identifier: Apache-2.0
"""The nodes of the cluster: most are changed by one producer, some have an agent with a lease."""

import itertools
import random
import threading

from confluent_kafka import Producer

from support.agent_run import AgentRun
from support.background import Background
from support.kafka_client import client_settings
from support.topic import little_endian, status_json
from support.waiting import DEADLINE_S, wait_until

NODES = range(1, 201)
_PACE_S = 0.05
_LEASE = "3s"


class SteadyPublisher(Background):
    """Changes one node after the other. Seldom a node is deleted, says that it is down, or is broken."""

    def __init__(self, topic, seed):
        super().__init__()
        self.acked = 0  # records
        self.newest = -1  # the highest offset that an acknowledgment told
        self._topic = topic
        self._random = random.Random(seed)
        self._go_on = threading.Event()
        self._go_on.set()
        self._failed = []
        settings = {
            "enable.idempotence": True,
            "linger.ms": 0,
            "message.timeout.ms": 600_000,
            "topic.metadata.refresh.interval.ms": 500,
            "reconnect.backoff.max.ms": 500,
        }
        self._producer = Producer(client_settings(topic.brokers, settings))

    def work(self):
        for number in itertools.count(1):
            if self.stopping.wait(_PACE_S):
                return
            self._go_on.wait()
            self.produce(self._random.choice(NODES), number)
            assert not self._failed, self._failed

    def pause(self):
        """Returns when every record is acknowledged and none follows."""
        self._go_on.clear()
        assert self._producer.flush(120) == 0, "Kafka did not take all records"

    def go_on(self):
        self._go_on.set()

    def wait_acked(self, count):
        """Waits until so many more records are acknowledged."""
        before = self.acked
        wait_until(
            lambda: self.acked >= before + count,
            lambda: f"{count} records are acknowledged; {self.acked - before} are",
            3 * DEADLINE_S,
        )

    def produce(self, node, number):
        self._producer.produce(
            self._topic.name, key=self._key(node), value=self._value(node, number), partition=0, on_delivery=self._done
        )
        self._producer.poll(0)

    def _key(self, node):
        return str(node).encode() if node % 5 == 0 else little_endian(node)

    def _value(self, node, number):
        dice = self._random.random()
        if dice < 0.05:
            return None
        if dice < 0.1:
            return status_json(node, status="down")
        if dice < 0.13:
            return b'{"node_id": '
        names = self._random.sample(range(20), self._random.randint(0, 6))
        return status_json(node, {f"name_{name}": [f"topic_{number % 50}"] for name in names})

    def _done(self, error, message):
        if error is not None:
            self._failed.append(str(error))
            return
        self.acked += 1
        if message.offset() is not None:  # a recognized retry has none (see support.publishers.Ledger.ack)
            self.newest = max(self.newest, message.offset())


class LeasedNode:
    """A node with an agent of its own, which can be killed, ended and started again."""

    def __init__(self, topic, folder, node_id):
        self.node_id = node_id
        self._topic, self._folder = topic, folder
        self._starts = 0
        self._state = folder / f"node-{node_id}.json"
        self._state.write_bytes(status_json(node_id, {"leased": ["foo"]}))
        self.start()

    def start(self):
        self._starts += 1
        self.run = AgentRun(
            self._topic,
            self._folder,
            f"agent-{self.node_id}-{self._starts}",
            "--state-file",
            self._state,
            "--lease",
            _LEASE,
            node_id=self.node_id,
        )

    @property
    def child(self):
        return self.run.child
