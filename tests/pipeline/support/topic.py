# SPDX-License-Identifier: Apache-2.0
"""A topic of a test's own on the shared Kafka, written and read by clients that are not Rollcall's."""

import collections
import json
import struct

from confluent_kafka import TIMESTAMP_NOT_AVAILABLE, Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from support.tools import run_tool
from support.waiting import DEADLINE_S

COMPACTED = {"cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.01",
             "max.message.bytes": str(4 << 20)}

Record = collections.namedtuple("Record", "offset timestamp_ms key value")


def little_endian(node_id):
    return struct.pack("<i", node_id)


def status_json(node_id, coprocessors=None, status="up", **more):
    """A value in the form that nodes publish. `coprocessors` maps a name to its input topics, or to the whole entry."""
    entries = {name: entry if isinstance(entry, dict) else {"input_topics": entry, "description": f"about {name}"}
               for name, entry in (coprocessors or {}).items()}
    return json.dumps({"node_id": node_id, "status": status, "coprocessors": entries} | more).encode()


class Topic:
    def __init__(self, brokers, name):
        self.brokers = brokers
        self.name = name
        self._producer = Producer({"bootstrap.servers": brokers, "acks": "all", "linger.ms": 0, "message.max.bytes": 4 << 20})

    def create(self, partitions=1, config=None, **replicas):
        """`replicas`: replication_factor=N, or replica_assignment=[[broker id, ...]]; one replica where neither is said."""
        admin = AdminClient({"bootstrap.servers": self.brokers})
        wanted = NewTopic(self.name, num_partitions=partitions, config=COMPACTED if config is None else config,
                          **replicas or {"replication_factor": 1})
        admin.create_topics([wanted], operation_timeout=DEADLINE_S)[self.name].result(DEADLINE_S)
        return self

    def produce(self, key, value):
        """Writes one record (bytes or None) and returns its offset."""
        acks = []
        self._producer.produce(self.name, key=key, value=value, partition=0, on_delivery=lambda *ack: acks.append(ack))
        assert self._producer.flush(DEADLINE_S) == 0, "Kafka took no record"
        error, message = acks[0]
        assert error is None, error
        return message.offset()

    def publish(self, node_id, coprocessors=None, key=None, **more):
        """Publishes a node's status; under its 4-byte little-endian key unless told otherwise. Returns the offset."""
        return self.produce(little_endian(node_id) if key is None else key, status_json(node_id, coprocessors, **more))

    def produce_many(self, records):
        """Writes many (key, value) and returns the last one's offset."""
        last = []
        for key, value in records:
            while True:
                try:
                    self._producer.produce(self.name, key=key, value=value, partition=0,
                                           on_delivery=lambda error, message: last.append((error, message.offset())))
                    break
                except BufferError:
                    self._producer.poll(1)
            self._producer.poll(0)
        assert self._producer.flush(DEADLINE_S) == 0, "Kafka did not take all records"
        assert all(error is None for error, _ in last)
        return max(offset for _, offset in last)

    def kcat_publish(self, text, *flags):
        """Lines of KEY:VALUE through kcat."""
        return run_tool("kcat", "-P", "-b", self.brokers, "-t", self.name, "-p", "0", "-K", ":", *flags, stdin=text).check()

    def end(self):
        """The offset after the last record, which may be gone."""
        consumer = self._consumer()
        try:
            return consumer.get_watermark_offsets(TopicPartition(self.name, 0), timeout=DEADLINE_S)[1]
        finally:
            consumer.close()

    def records(self):
        """All records there are now."""
        consumer = self._consumer()
        consumer.assign([TopicPartition(self.name, 0, 0)])
        records = []
        try:
            while True:
                batch = consumer.consume(10000, timeout=0.05)  # it waits for all of them or this time
                for message in batch:
                    if message.error() is None:
                        records.append(_record(message))
                    elif message.error().code() == KafkaError._PARTITION_EOF:
                        return records
                    else:
                        raise AssertionError(message.error())
        finally:
            consumer.close()

    def _consumer(self):
        return Consumer({"bootstrap.servers": self.brokers, "group.id": "reference", "enable.partition.eof": True,
                         "enable.auto.commit": False, "auto.offset.reset": "earliest", "fetch.wait.max.ms": 10})


def _record(message):
    kind, milliseconds = message.timestamp()
    return Record(message.offset(), -1 if kind == TIMESTAMP_NOT_AVAILABLE else milliseconds, message.key(), message.value())
