# SPDX-License-Identifier: Apache-2.0
"""What an operator can do to a topic while servers read it."""

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions

from support.kafka_client import client_settings
from support.topic import Topic
from support.waiting import DEADLINE_S, wait_until


def delete(topic):
    _do(topic, lambda admin: admin.delete_topics([topic.name], operation_timeout=DEADLINE_S))


def create_again(topic, **how):
    """Creates a topic with the name of a deleted one. Returns a new Topic, whose clients know nothing of the old
    one."""
    new = Topic(topic.brokers, topic.name)

    def created():
        try:
            return new.create(**how)
        except KafkaException as error:
            assert error.args[0].name() == "TOPIC_ALREADY_EXISTS", error
            return None

    return wait_until(created, f"{topic.name} can be created again")


def set_policy(topic, policy):
    entry = ConfigEntry("cleanup.policy", policy, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name, incremental_configs=[entry])
    _do(topic, lambda admin: admin.incremental_alter_configs([resource]))


def add_partition(topic):
    _do(topic, lambda admin: admin.create_partitions([NewPartitions(topic.name, 2)]))


def delete_records(topic, before):
    """Deletes the records below `before`. Kafka requires `delete` in cleanup.policy, which is set for a moment."""
    set_policy(topic, "compact,delete")
    partition = TopicPartition(topic.name, 0, before)
    wait_until(lambda: _deleted(topic, partition), "the policy is in force")
    set_policy(topic, "compact")
    assert all(record.offset >= before for record in topic.records())


def _deleted(topic, partition):
    try:
        _do(topic, lambda admin: admin.delete_records([partition]))
        return True
    except KafkaException as error:
        assert error.args[0].name() == "POLICY_VIOLATION", error
        return False


def _do(topic, ask):
    """Sends one request and waits for its result."""
    admin = AdminClient(client_settings(topic.brokers))  # it must live until the result arrives
    for future in ask(admin).values():
        future.result(DEADLINE_S)
