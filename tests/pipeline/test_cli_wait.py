# SPDX-License-Identifier: Apache-2.0
"""`rollcall wait` on a real topic. The tests share one server; each has node ids and names of its own."""

import time

import pytest

from support.tools import rollcall
from support.topic import little_endian


@pytest.fixture(scope="module")
def waited_on(start_module_server, module_topic):
    return start_module_server(module_topic)


def test_it_ends_when_what_it_waits_for_comes(waited_on, module_topic, start_client):
    module_topic.publish(10, {"name_a": ["foo"]})
    wait = start_client(waited_on, "wait", "--for", "running=name_a", "--on", "10-11", "--for", "up=10,11")
    shown = "rollcall: waiting for running=name_a (node 11: no status) and up=10,11 (node 11: no status)\n"
    wait.wait_for(lambda: shown in wait.stderr(), "it says what it waits for")
    module_topic.publish(11, {"name_a": {"input_topics": ["foo"], "state": "errored"}})
    errored = 'rollcall: waiting for running=name_a (node 11: in state "errored")\n'
    wait.wait_for(lambda: errored in wait.stderr(), "a coprocessor that is errored does not run")
    module_topic.publish(11, {"name_a": {"input_topics": ["foo"], "state": "running"}})
    assert wait.wait() == 0, wait.report()
    assert "running=name_a (nodes 10,11: running it) and up=10,11 (nodes 10,11: up) hold at revision" in wait.stderr()
    assert wait.stdout() == ""


def test_an_acknowledged_write_decides(waited_on, module_topic):
    module_topic.publish(20, {"name_b": ["foo"]})
    assert rollcall(waited_on, "wait", "--for", "up=20", "--for", "running=name_b").code == 0
    offset = module_topic.publish(20, status="down")
    rollcall(waited_on, "wait", "--for", "down=20", "--min-revision", offset).check()
    done = rollcall(waited_on, "wait", "--for", "up=20", "--unless", "down=20", "--min-revision", offset).check(1)
    assert done.stderr.endswith("(node 20: down)\n"), done
    offset = module_topic.produce(little_endian(20), None)
    rollcall(waited_on, "wait", "--for", "removed=20", "--min-revision", offset, "--stable", "2s").check()


def test_a_stale_node_is_a_culprit(waited_on, module_topic, start_client):
    a_minute_ago_ms = int((time.time() - 60) * 1000)
    module_topic.publish(30, {"name_c": ["foo"]}, timestamp_ms=a_minute_ago_ms, lease_s=1)
    wait = start_client(waited_on, "wait", "--for", "up=30", "--for", "gone=name_x")
    shown = "waiting for up=30 (node 30: stale) and gone=name_x (node 30: stale)\n"
    wait.wait_for(lambda: shown in wait.stderr(), "the silent node is named")
    module_topic.publish(30, {"name_c": ["foo"]}, lease_s=3600)
    assert wait.wait() == 0, wait.report()


def test_without_a_server_there_is_no_answer():
    rollcall("127.0.0.1:1", "wait", "--for", "up=1", "--timeout", "500ms").check(4)
    rollcall("127.0.0.1:1", "wait", "--for", "up").check(2)
