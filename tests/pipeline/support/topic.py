# SPDX-License-Identifier: Apache-2.0
"""A topic that one test uses, written and read by clients that are not part of Rollcall."""

import collections
import json
import struct

from confluent_kafka import TIMESTAMP_NOT_AVAILABLE, Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from support.kafka_client import ATTEMPT_S, ask, client_settings
from support.tools import run_tool
from support.waiting import DEADLINE_S, wait_until

COMPACTED = {
    "cleanup.policy": "compact",
    "segment.ms": "100",
    "min.cleanable.dirty.ratio": "0.01",
    "max.message.bytes": str(4 << 20),
}


Record = collections.namedtuple("Record", "offset timestamp_ms key value")


def little_endian(node_id):
    return struct.pack("<i", node_id)


def status_json(node_id, coprocessors=None, status="up", **more):
    """A record's value as nodes publish it. `coprocessors` maps a name to its input topics or to its whole entry."""
    entries = {
        name: entry if isinstance(entry, dict) else {"input_topics": entry, "description": f"about {name}"}
        for name, entry in (coprocessors or {}).items()
    }
    return json.dumps({"node_id": node_id, "status": status, "coprocessors": entries} | more).encode()


class Topic:
    def __init__(self, brokers, name):
        self.brokers = brokers
        self.name = name
        self._producer = Producer(
            client_settings(brokers, {"acks": "all", "linger.ms": 0, "message.max.bytes": 4 << 20})
        )

    def create(self, partitions=1, config=None, **replicas):
        """`replicas`: replication_factor=N or replica_assignment=[[broker id, ...]]; one replica if neither is
        given."""
        wanted = NewTopic(
            self.name,
            num_partitions=partitions,
            config=COMPACTED if config is None else config,
            **replicas or {"replication_factor": 1},
        )
        admin = AdminClient(client_settings(self.brokers))
        ask(lambda **limit: admin.create_topics([wanted], operation_timeout=ATTEMPT_S, **limit), "TOPIC_ALREADY_EXISTS")
        wait_until(self._is_known, f"the broker knows {self.name}")
        return self

    def _is_known(self):
        """The controller answers before each broker knows of the topic."""
        try:
            topics = AdminClient(client_settings(self.brokers)).list_topics(self.name, timeout=ATTEMPT_S).topics
        except KafkaException:
            return False
        return topics[self.name].error is None and len(topics[self.name].partitions) > 0

    def produce(self, key, value, timestamp_ms=0):
        """Writes one record (key and value: bytes or None; timestamp 0 means now). Returns its offset."""
        acks = []
        self._producer.produce(
            self.name,
            key=key,
            value=value,
            partition=0,
            timestamp=timestamp_ms,
            on_delivery=lambda *ack: acks.append(ack),
        )
        assert self._producer.flush(DEADLINE_S) == 0, "Kafka did not take the record"
        error, message = acks[0]
        assert error is None, error
        return message.offset()

    def publish(self, node_id, coprocessors=None, key=None, timestamp_ms=0, **more):
        """Publishes a node's status, under its 4-byte little-endian key unless another is given. Returns the offset."""
        value = status_json(node_id, coprocessors, **more)
        return self.produce(little_endian(node_id) if key is None else key, value, timestamp_ms)

    def produce_many(self, records):
        """Writes many records (key, value). Returns the last offset."""
        acks = []
        for key, value in records:
            while True:
                try:
                    self._producer.produce(
                        self.name,
                        key=key,
                        value=value,
                        partition=0,
                        on_delivery=lambda error, message: acks.append((error, message.offset())),
                    )
                    break
                except BufferError:
                    self._producer.poll(1)
            self._producer.poll(0)
        assert self._producer.flush(DEADLINE_S) == 0, "Kafka did not take all records"
        assert all(error is None for error, _ in acks), [error for error, _ in acks if error]
        return max(offset for _, offset in acks)

    def kcat_publish(self, text, *flags):
        """Publishes lines of KEY:VALUE through kcat."""
        return run_tool(
            "kcat", "-P", "-b", self.brokers, "-t", self.name, "-p", "0", "-K", ":", *flags, stdin=text
        ).check()

    def end(self):
        """The end offset of the log. The record before it may have been deleted."""
        consumer = self._consumer()
        try:
            return consumer.get_watermark_offsets(TopicPartition(self.name, 0), timeout=DEADLINE_S)[1]
        finally:
            consumer.close()

    def records(self):
        """All records that the topic has now."""
        consumer = self._consumer()
        consumer.assign([TopicPartition(self.name, 0, 0)])
        records = []
        try:
            while True:
                batch = consumer.consume(10000, timeout=0.05)  # it waits for all of them or for this time
                for message in batch:
                    if message.error() is None:
                        records.append(_record(message))
                    elif message.error().code() == KafkaError._PARTITION_EOF:
                        return records
                    else:
                        raise AssertionError(message.error())
        finally:
            consumer.close()

    def wait_compacted(self, write, is_compacted):
        """Calls write(), which writes a record, until is_compacted(records). Each record rolls the segment, so that
        Kafka can compact the records before it.
        """

        def written_and_compacted():
            write()
            return is_compacted(self.records())

        wait_until(written_and_compacted, "Kafka compacts the topic")

    def _consumer(self):
        return Consumer(
            client_settings(
                self.brokers,
                {
                    "group.id": "reference",
                    "enable.partition.eof": True,
                    "enable.auto.commit": False,
                    "auto.offset.reset": "earliest",
                    "fetch.wait.max.ms": 10,
                },
            )
        )


def _record(message):
    kind, milliseconds = message.timestamp()
    return Record(
        message.offset(), -1 if kind == TIMESTAMP_NOT_AVAILABLE else milliseconds, message.key(), message.value()
    )
