# SPDX-License-Identifier: Apache-2.0
"""What rollcall-agent says and does while it waits, when it is interrupted, and when its result cannot be printed."""

import os
import signal
import subprocess

import pytest

from support.first_process import as_first_process, first_process_of, require_namespaces
from support.kafka_broker import KafkaBroker
from support.ports import refusing_address
from support.process import Child, clean_environment
from support.tools import agent, program, rollcall
from support.topic import Topic, status_json
from support.waiting import DEADLINE_S

STATUS = status_json(5, {"name_a": ["foo"]}).decode()


@pytest.fixture
def nowhere():
    return Topic(refusing_address(), "t")


def _command(topic, *arguments):
    return [program("rollcall-agent"), "--brokers", topic.brokers, "--topic", topic.name, *arguments]


def test_a_long_wait_says_for_what(nowhere):
    done = agent(nowhere, "create-topic", "--timeout", "10s").check(1)
    notices = [line for line in done.stderr.splitlines() if "still waiting" in line]
    assert len(notices) == 2 and all(nowhere.brokers in notice for notice in notices), done
    assert "(8s of 10s)" in notices[1] and "refused" in notices[1], done


@pytest.mark.parametrize("number, name", [(signal.SIGINT, "SIGINT"), (signal.SIGTERM, "SIGTERM")])
def test_a_signal_ends_it_at_once(nowhere, tmp_path, number, name):
    child = Child(_command(nowhere, "create-topic"), tmp_path, "agent")
    child.wait_for(lambda: "still waiting" in child.stderr(), "it waits for a broker")
    child.signal(number)
    assert child.wait(2) == 128 + number, child.report()
    assert f"ended by {name}: nothing was written" in child.stderr(), child.report()


def test_a_signal_ends_the_first_process_of_a_container(nowhere, tmp_path):
    require_namespaces()
    child = Child(as_first_process(_command(nowhere, "create-topic")), tmp_path, "agent")
    child.wait_for(lambda: "still waiting" in child.stderr(), "it waits for a broker")
    os.kill(first_process_of(child), signal.SIGTERM)
    assert child.wait(2) == 128 + signal.SIGTERM, child.report()
    assert "nothing was written" in child.stderr(), child.report()


def test_a_signal_says_that_a_record_is_written(topic, tmp_path):
    """It waits for a server that is not there, after the acknowledgment."""
    status = tmp_path / "status.json"
    status.write_text(STATUS)
    nobody = refusing_address()
    child = Child(_command(topic, "publish", status, "--wait-for-server", nobody), tmp_path, "agent")
    child.wait_for(lambda: "published node 5 at offset 0" in child.stdout(), "the record is written")
    child.signal(signal.SIGTERM)
    assert child.wait(2) == 128 + signal.SIGTERM, child.report()
    assert "written: a record at offset 0" in child.stderr(), child.report()


def _run(topic, stdout, *arguments):
    return subprocess.run(
        [str(word) for word in _command(topic, *arguments)],
        input=STATUS.encode(),
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=DEADLINE_S,
        env=clean_environment(),
    )


def test_a_result_that_a_full_disk_does_not_take(topic):
    with open("/dev/full", "wb") as full:
        done = _run(topic, full, "publish", "-")
        assert done.returncode == 1 and b"published node 5 at offset 0" in done.stderr, done
        assert b"No space left" in done.stderr, done
        done = _run(topic, full, "retire", "--node-id", "5", "--force")
        assert done.returncode == 1 and b"binary key at offset 2" in done.stderr, done
    assert len(topic.records()) == 3


def test_a_result_that_nobody_reads(topic):
    reader, writer = os.pipe()
    os.close(reader)
    done = _run(topic, writer, "publish", "-")
    os.close(writer)
    assert done.returncode == 1 and b"published node 5 at offset 0" in done.stderr, done


def test_wait_for_server(topic, server):
    done = agent(topic, "publish", "-", "--wait-for-server", server.address, stdin=STATUS).check()
    assert "name_a" in rollcall(server, "list").check().stdout, done
    agent(topic, "retire", "--node-id", "5", "--force", "--wait-for-server", server.address).check()
    assert "name_a" not in rollcall(server, "list").check().stdout


def test_wait_for_a_server_that_is_away_or_reads_another_topic(topic, new_topic, start_server):
    other = start_server(new_topic())
    done = agent(topic, "publish", "-", "--timeout", "5s", "--wait-for-server", other.address, stdin=STATUS).check(3)
    assert "written at offset 0" in done.stderr and other.address in done.stderr, done
    nobody = refusing_address()
    done = agent(topic, "publish", "-", "--timeout", "3s", "--wait-for-server", nobody, stdin=STATUS).check(4)
    assert "written at offset 1" in done.stderr and nobody in done.stderr, done


def test_dry_run_of_publish():
    topic = Topic("127.0.0.1:1", "t")  # no broker is asked
    done = agent(topic, "publish", "--dry-run", "-", stdin=STATUS).check()
    assert done.stdout == f"\\x05\\x00\\x00\\x00\t{STATUS}\n", done
    done = agent(topic, "publish", "--dry-run", "--key-format", "decimal", "-", stdin=STATUS).check()
    assert done.stdout == f"5\t{STATUS}\n", done


@pytest.fixture(scope="module", params=["no-such-host.invalid:9092", "127.0.0.1:1"])
def misadvertised(request, tmp_path_factory):
    """(A broker, and the address that it advertises, which cannot be resolved or reached.)"""
    kafka = KafkaBroker(tmp_path_factory.mktemp("misadvertised"), proxy=request.param)
    try:
        kafka.start()
        yield kafka, request.param
    finally:
        kafka.stop()


@pytest.mark.release_only
def test_an_advertised_address_that_cannot_be_reached_is_named(misadvertised, start_server):
    kafka, advertised = misadvertised
    Topic(kafka.address, "t").create()
    topic = Topic(kafka.proxied_address, "t")
    done = agent(topic, "publish", "-", "--timeout", "12s", stdin=STATUS).check(1)
    last = done.stderr.splitlines()[-1]
    assert advertised in last and "advertised.listeners" in last and kafka.proxied_address in last, done
    server = start_server(topic, wait=False)
    done = rollcall(server, "--timeout", "20s", "list").check(4)
    assert advertised in done.stderr and "advertised.listeners" in done.stderr, done
