# SPDX-License-Identifier: Apache-2.0
"""rollcall-agent run while its broker is killed and started again."""

import itertools

import pytest

from support.agent_run import is_down, newest, runs, wait_newest
from support.topic import Topic, status_json
from support.waiting import wait_until

pytestmark = pytest.mark.release_only

_names = itertools.count()


def _status(name):
    return status_json(5, {name: ["foo"]}).decode()


@pytest.fixture
def own_topic(own_kafka):
    return Topic(own_kafka.address, f"status.{next(_names)}").create()


def test_what_changes_while_the_broker_is_away_is_published_when_it_is_back(
    own_kafka, own_topic, start_agent, tmp_path
):
    health = tmp_path / "healthy"
    agent = start_agent(own_topic, "-", "--health-file", health, "--lease", "2s")
    agent.write(_status("before"))
    wait_newest(own_topic, runs("before"), "the first status is published")
    wait_until(health.exists, "it is healthy")
    own_kafka.stop()
    agent.write(_status("during_1"))
    wait_until(lambda: not health.exists(), "it is not healthy")
    agent.write(_status("during_2"))
    own_kafka.launch()
    own_kafka.wait_answers()
    wait_newest(own_topic, runs("during_2"), "the newest status is published")
    wait_until(health.exists, "it is healthy again")
    assert agent.stop() == 0
    assert is_down("rollcall-agent was ended")(newest(own_topic))


@pytest.mark.parametrize("take_away", ["stop", "pause"])
def test_it_is_not_healthy_while_its_lease_is_not_renewed(own_kafka, own_topic, start_agent, tmp_path, take_away):
    health = tmp_path / "healthy"
    agent = start_agent(own_topic, "-", "--health-file", health, "--lease", "2s")
    agent.write(_status("steady"))
    wait_until(health.exists, "it is healthy")
    getattr(own_kafka, take_away)()
    try:
        wait_until(lambda: not health.exists(), "it is not healthy")
    finally:
        own_kafka.launch() if take_away == "stop" else own_kafka.resume()
    own_kafka.wait_answers()
    wait_until(health.exists, "it is healthy again")
    assert agent.stop() == 0


def test_the_end_waits_for_a_broker_that_is_away_no_longer_than_the_timeout(own_kafka, own_topic, start_agent):
    agent = start_agent(own_topic, "-", "--timeout", "1s")
    agent.write(_status("before"))
    wait_newest(own_topic, runs("before"), "the first status is published")
    own_kafka.stop()
    try:
        assert agent.stop() == 1
        assert "may be missing" in agent.child.stderr()
    finally:
        own_kafka.launch()
        own_kafka.wait_answers()
