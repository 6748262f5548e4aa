# SPDX-License-Identifier: Apache-2.0
"""What an operator can do to a topic while servers read it."""

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions

from support.kafka_client import ATTEMPT_S, ask, client_settings
from support.topic import Topic
from support.waiting import wait_until


def delete(topic):
    def send(admin, **limit):
        return admin.delete_topics([topic.name], operation_timeout=ATTEMPT_S, **limit)

    _do(topic, send, "UNKNOWN_TOPIC_OR_PART")


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
    _do(topic, lambda admin, **limit: admin.incremental_alter_configs([resource], **limit))


def add_partition(topic):
    more = NewPartitions(topic.name, 2)
    _do(topic, lambda admin, **limit: admin.create_partitions([more], **limit), "INVALID_PARTITIONS")


def delete_records(topic, before):
    """Deletes the records below `before`. Kafka requires `delete` in cleanup.policy, which is set for a moment."""
    set_policy(topic, "compact,delete")
    partition = TopicPartition(topic.name, 0, before)
    wait_until(lambda: _deleted(topic, partition), "the policy is in force")
    set_policy(topic, "compact")
    assert all(record.offset >= before for record in topic.records())


def _deleted(topic, partition):
    try:
        _do(topic, lambda admin, **limit: admin.delete_records([partition], **limit))
        return True
    except KafkaException as error:
        assert error.args[0].name() == "POLICY_VIOLATION", error
        return False


def _do(topic, send, carried_out=None):
    admin = AdminClient(client_settings(topic.brokers))  # it must live until the result arrives
    ask(lambda **limit: send(admin, **limit), carried_out)
