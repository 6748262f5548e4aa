# SPDX-License-Identifier: Apache-2.0
"""Which of Kafka's rights each program needs, as docs/security.md lists them."""

import pytest

from support.compare import list_all
from support.errors import list_error
from support.tools import agent
from support.topic import status_json
from support.waiting import wait_until
from support.ways_in import with_certificate

pytestmark = pytest.mark.release_only

STATUS = status_json(5).decode()


@pytest.fixture
def user(request, secured_kafka):
    """A user without any rights. user.allow(topic, *operations) grants some."""
    return User(secured_kafka, f"user-{abs(hash(request.node.name))}")


class User:
    def __init__(self, kafka, name):
        self._kafka = kafka
        self._name = name
        self.flags = with_certificate(kafka, kafka.ca.issue(name)).flags()

    def allow(self, topic, *operations):
        for operation in operations:
            self._kafka.allow(f"CN={self._name}", operation, topic)


@pytest.fixture
def topic(secured_kafka):
    return secured_kafka.topic("SSL")


@pytest.fixture
def no_topic(secured_kafka):
    return secured_kafka.topic("SSL", create=False)


def _wait_allowed(topic, user, *command, **more):
    """Runs the agent until it succeeds: a new right takes a moment to reach all parts of Kafka."""
    return wait_until(
        lambda: (done := agent(topic, *user.flags, *command, **more)).code == 0 and done, f"{command} is allowed"
    )


def _assert_denied(topic, user, *command, **more):
    done = agent(topic, *user.flags, *command, **more).check(1)
    assert topic.name in done.stderr and "AUTHORIZATION_FAILED" in done.stderr and "ACL" in done.stderr, done


def test_server_needs_to_read(topic, user, start_server):
    server = start_server(topic, *user.flags, wait=False)
    wait_until(lambda: "ACL" in list_error(server).details(), "the error says what is missing")
    assert topic.name in list_error(server).details()
    user.allow(topic, "READ")
    server.wait_serving()
    offset = topic.publish(5)
    assert len(list_all(server, min_revision=offset)[1]) == 1
    assert "does not report the topic's settings" in server.child.stderr(), server.child.report()


def test_server_that_may_do_all_it_needs_warns_of_nothing(topic, user, start_server):
    user.allow(topic, "READ", "DESCRIBE_CONFIGS")
    _wait_allowed(topic, user, "create-topic")
    server = start_server(topic, *user.flags)
    server.stop()
    assert "level=warning" not in server.child.stderr() and "does not report" not in server.child.stderr(), (
        server.child.report()
    )


def test_agent_needs_to_write(topic, user):
    _assert_denied(topic, user, "publish", "-", stdin=STATUS)
    user.allow(topic, "READ", "DESCRIBE_CONFIGS")
    _wait_allowed(topic, user, "create-topic")
    _assert_denied(topic, user, "publish", "-", stdin=STATUS)
    user.allow(topic, "WRITE")
    _wait_allowed(topic, user, "publish", "-", stdin=STATUS)


def test_agent_that_may_only_write_publishes_and_retires_by_force(secured_kafka, topic, user):
    user.allow(topic, "WRITE")
    _wait_allowed(topic, user, "publish", "-", stdin=STATUS)
    _assert_denied(topic, user, "retire", "--node-id", "5")
    _wait_allowed(topic, user, "retire", "--node-id", "5", "--force")
    assert [(record.key, record.value) for record in secured_kafka.records(topic)][-2:] == [
        (b"5", None),
        (b"\5\0\0\0", None),
    ]


def test_agent_that_looks_up_a_key_of_two_meanings_needs_to_read(topic, user):
    user.allow(topic, "WRITE")
    _wait_allowed(topic, user, "publish", "-", stdin=STATUS)
    _assert_denied(topic, user, "retire", "--node-id", "1234", "--force")
    user.allow(topic, "READ")
    _wait_allowed(topic, user, "retire", "--node-id", "1234", "--force")


def test_creator_needs_to_create_and_to_describe(no_topic, user):
    user.allow(no_topic, "CREATE", "DESCRIBE", "DESCRIBE_CONFIGS")
    done = _wait_allowed(no_topic, user, "create-topic", "--replication-factor", "1")
    assert "cleanup.policy=compact" in done.stdout, done


def test_creator_without_the_right_gets_the_reason(no_topic, user):
    user.allow(no_topic, "DESCRIBE")
    wait_until(
        lambda: "creation" in agent(no_topic, *user.flags, "create-topic").stderr, "the topic is known to be missing"
    )
    _assert_denied(no_topic, user, "create-topic", "--replication-factor", "1")
