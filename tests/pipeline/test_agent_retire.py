# SPDX-License-Identifier: Apache-2.0
"""rollcall-agent retire: removes only what is there and not alive."""

import time

import pytest

from support.compare import list_all
from support.tools import agent
from support.topic import status_json

HOUR_MS = 3_600_000


def _long_ago():
    return int(time.time() * 1000) - HOUR_MS


@pytest.fixture
def dated_topic(new_topic):
    """Its records have the time that the publisher gives."""
    return new_topic(config={"cleanup.policy": "compact", "message.timestamp.type": "CreateTime"})


def test_a_node_that_never_was(topic):
    topic.publish(6)
    done = agent(topic, "retire", "--node-id", "5").check(1)
    assert "node 5 has no record" in done.stderr and done.stdout == "", done
    assert len(topic.records()) == 1


@pytest.mark.parametrize("more", [{}, {"lease_s": 30}])
def test_a_fresh_node_is_refused_without_force(topic, more):
    topic.publish(5, **more)
    done = agent(topic, "retire", "--node-id", "5").check(1)
    assert "node 5 is up" in done.stderr and "--force" in done.stderr and done.stdout == "", done
    assert len(topic.records()) == 1
    agent(topic, "retire", "--node-id", "5", "--force").check()
    assert len(topic.records()) == 3


@pytest.mark.parametrize("more, code", [({}, 0), ({"lease_s": 30}, 0), ({"lease_s": 3000}, 1)])
def test_an_old_node_is_retired_unless_its_lease_is_long(dated_topic, more, code):
    dated_topic.publish(5, timestamp_ms=_long_ago(), **more)
    agent(dated_topic, "retire", "--node-id", "5").check(code)


def test_a_node_that_is_down_is_retired_and_a_second_time_is_no_error(topic, server):
    value = status_json(5).decode().replace('"up"', '"down"')
    agent(topic, "publish", "-", stdin=value).check()
    first = agent(topic, "retire", "--node-id", "5").check()
    offset = int(first.stdout.split()[-1])
    again = agent(topic, "retire", "--node-id", "5").check()
    assert again.stdout == f"node 5 was retired before, at offset {offset}\n", again
    assert list_all(server, min_revision=offset)[1] == [] and len(topic.records()) == 3


def test_dry_run(topic):
    topic.publish(5)
    done = agent(topic, "retire", "--node-id", "5", "--force", "--dry-run").check()
    assert done.stdout == "5\tnull\n\\x05\\x00\\x00\\x00\tnull\n", done
    agent(topic, "retire", "--node-id", "5", "--dry-run").check(1)
    assert len(topic.records()) == 1
