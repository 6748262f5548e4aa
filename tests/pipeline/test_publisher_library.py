# SPDX-License-Identifier: Apache-2.0
"""librollcall_publisher, installed and used by programs that are built against it, on a real Kafka."""

import itertools
import json
import signal
import subprocess

import pytest

from support.installed import build, install
from support.process import Child
from support.publisher import Driver, counts
from support.tools import rollcall, run_tool
from support.topic import Topic, little_endian
from support.topic_admin import create_again, delete
from support.waiting import wait_until
from support.ways_in import with_certificate

CHANGES = 10_000
WHOLE = {"cleanup.policy": "compact"}  # Kafka's defaults compact nothing while a test runs
_names = itertools.count(1)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    return install(tmp_path_factory.mktemp("installed"), "publisher_runtime", "publisher")


@pytest.fixture(scope="module")
def driver_program(prefix, tmp_path_factory):
    folder = build("tests/pipeline/publisher_driver", prefix, tmp_path_factory.mktemp("driver"))
    return folder / "publisher-driver"


@pytest.fixture
def topic(new_topic):
    return new_topic(config=WHOLE)


@pytest.fixture
def start(driver_program, tmp_path):
    """start(topic, node_id, **options): a driver for a node of the topic."""
    drivers = []

    def make(topic, node_id=5, **options):
        drivers.append(
            Driver(driver_program, tmp_path, f"driver-{len(drivers)}", topic.brokers, topic.name, node_id, **options)
        )
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.kill()


def _latest(topic, node_id=5):
    """The newest value under the node's key: as JSON, or None."""
    values = [record.value for record in topic.records() if record.key == little_endian(node_id)]
    return json.loads(values[-1]) if values and values[-1] else None


def _shows(topic, *names, status="up"):
    latest = _latest(topic)
    return latest and latest["status"] == status and sorted(latest["coprocessors"]) == sorted(names)


def _assert_only_forward(records, last):
    states = counts(records)
    assert states == sorted(states), "an older state came after a newer one"
    assert states[-1] == last
    return states


def test_example_engine(prefix, topic, server, tmp_path):
    program = build("examples/cpp-engine", prefix, tmp_path / "build") / "example-engine"
    engine = Child([program, topic.brokers, topic.name, 5], tmp_path, "engine", stdin=subprocess.PIPE)
    engine.process.stdin.write(b"deploy name_a foo bar\ndeploy name_b foo\nfail name_b\nremove name_c\nmake coffee\n")
    engine.process.stdin.flush()
    engine.wait_for(lambda: "unknown order: make coffee" in engine.stderr(), "it has read all orders")

    def has_failed():
        return _shows(topic, "name_a", "name_b") and _latest(topic)["coprocessors"]["name_b"]["state"] == "errored"

    wait_until(has_failed, lambda: f"the status is there\n{engine.report()}")
    assert _latest(topic)["lease_s"] == 60
    offset = topic.end() - 1
    wait_until(lambda: f"published, offset {offset}" in engine.stdout(), "the offset is reported")
    assert "name_b" in rollcall(server, "list", "--min-revision", offset).check().stdout
    engine.process.stdin.close()
    assert engine.wait() == 0, engine.report()
    assert _shows(topic, status="down")
    assert _latest(topic)["reason"] == "the engine was stopped"


def test_only_the_api_is_exported(prefix):
    library = next((prefix / "lib").rglob("librollcall_publisher.so"))
    lines = run_tool("nm", "-DC", "--defined-only", library).check().stdout.splitlines()
    names = [line.split(maxsplit=2)[2] for line in lines]
    assert any(name.startswith("rollcall::publisher::StatusPublisher::Start") for name in names)
    others = [name for name in names if not name.startswith(("rollcall::publisher::", "ROLLCALL_PUBLISHER_"))]
    assert others == []


def test_ten_thousand_changes_in_bursts(topic, start):
    driver = start(topic, coalesce=1)
    driver.tell("up")
    driver.flush()
    failures = driver.said("failure")  # of a check of the topic that a busy broker answered late
    assert len(failures) <= 1, failures
    for first in range(0, CHANGES, CHANGES // 10):
        driver.tell(f"count {first} {first + CHANGES // 10}")
    driver.flush()
    records = topic.records()
    driver.wait_for(lambda: len(driver.said("ack")) >= len(records), "all acknowledgments are told")
    _assert_only_forward(records, CHANGES - 1)
    assert len(records) < CHANGES // 10, "bursts were not folded"
    assert driver.said("failure") == failures
    assert [int(offset) for offset in driver.said("ack")] == [record.offset for record in records]


def test_ten_thousand_changes_one_by_one_are_all_in_order(topic, start):
    driver = start(topic, coalesce=0)
    driver.tell("up")
    for number in range(0, CHANGES, 20):
        driver.tell(f"count {number} {number + 20}", "flush 50000")
    driver.wait_said("flushed", CHANGES // 20)
    states = _assert_only_forward(topic.records(), CHANGES - 1)
    assert set(range(19, CHANGES, 20)) <= set(states), "a state that was waited for is missing"


def test_acked_offset_is_a_min_revision(topic, server, start):
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    for number in range(5):
        driver.tell(f"set name_{number}")
        driver.flush()
        driver.tell("offset")
        offset = driver.wait_said("offset", number + 1)
        assert f"name_{number}" in rollcall(server, "list", "--min-revision", offset).check().stdout


@pytest.mark.release_only
def test_broker_killed_and_started_again(own_kafka, start):
    topic = Topic(own_kafka.address, f"status.{next(_names)}").create(config=WHOLE)
    driver = start(topic, coalesce=1)
    driver.tell("up", "count 0 10")
    driver.flush()
    for round_number in range(1, 4):
        driver.tell(f"count {1000 * round_number} {1000 * round_number + 500}")
        own_kafka.stop()
        driver.tell(f"count {1000 * round_number + 500} {1000 * round_number + 1000}")
        driver.wait_said("failure", round_number)
        own_kafka.launch()
        own_kafka.wait_answers()
        driver.flush()
        _assert_only_forward(topic.records(), 1000 * round_number + 999)


@pytest.mark.release_only
def test_three_brokers_with_changing_leaders(cluster, start):
    config = WHOLE | {"min.insync.replicas": "2"}
    topic = Topic(cluster.addresses, f"status.{next(_names)}").create(config=config, replication_factor=3)
    driver = start(topic, coalesce=1)
    driver.tell("up", "count 0 10")
    driver.flush()
    try:
        for round_number, kill in ((1, "stop"), (2, "pause"), (3, "stop")):
            leader = cluster.leader(topic)
            driver.tell(f"count {1000 * round_number} {1000 * round_number + 500}")
            getattr(leader, kill)()
            driver.tell(f"count {1000 * round_number + 500} {1000 * round_number + 1000}")
            cluster.wait_led_by_another(topic, leader)
            driver.flush()
            _assert_only_forward(topic.records(), 1000 * round_number + 999)
            cluster.heal()
            cluster.wait_in_sync(topic)
        _assert_only_forward(topic.records(), 3999)
    finally:
        cluster.heal()


def test_topic_created_again_with_another_leader(cluster, start):
    """The epochs of the new topic's leaders begin at 0 again, and librdkafka takes no leader of a lower epoch."""
    topic = Topic(cluster.addresses, f"status.{next(_names)}").create(config=WHOLE, replica_assignment=[[1, 2]])
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    try:
        for _ in range(2):
            leader = cluster.leader(topic)
            leader.child.stop()
            cluster.wait_led_by_another(topic, leader)
            driver.tell(f"set name_{leader.node_id}")
            driver.flush()
            cluster.heal()
            cluster.wait_in_sync(topic, [cluster.brokers[1], cluster.brokers[2]])
    finally:
        cluster.heal()
    delete(topic)
    topic = create_again(topic, config=WHOLE, replica_assignment=[[3]])
    wait_until(lambda: _shows(topic, "name_1", "name_2", "name_a"), lambda: f"the status is back\n{driver.report()}")
    driver.tell("set name_b")
    driver.flush()
    assert _shows(topic, "name_1", "name_2", "name_a", "name_b")


def test_topic_deleted_and_created_again(topic, start):
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    delete(topic)
    topic = create_again(topic)
    wait_until(lambda: _shows(topic, "name_a"), lambda: f"the status is back\n{driver.report()}")
    driver.tell("set name_b")
    driver.flush()
    assert _shows(topic, "name_a", "name_b")


def test_topic_that_is_missing_for_a_while(topic, start):
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    delete(topic)
    driver.tell("set name_b")
    driver.wait_for(lambda: any("create-topic" in text for text in driver.said("failure")), "it says what is missing")
    topic = create_again(topic)
    wait_until(lambda: _shows(topic, "name_a", "name_b"), lambda: f"the status is back\n{driver.report()}")


def test_topic_created_after_the_start(new_topic, start):
    topic = new_topic(create=False)
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.wait_for(lambda: any("does not exist" in text for text in driver.said("failure")), "it says what is missing")
    topic.create()
    driver.flush()
    assert _shows(topic, "name_a")


def test_older_of_two_publishers_yields_until_the_newer_one_is_down(topic, start):
    older = start(topic, takeover_after=500)
    older.tell("set older", "up")
    older.flush()
    newer = start(topic)
    newer.tell("set newer", "up")
    newer.flush()
    assert older.wait_said("yield") == _latest(topic)["instance"]
    older.tell("set more")
    older.flush()
    assert _shows(topic, "newer")
    newer.tell("down")
    newer.flush()
    newer.quit()
    older.wait_said("take over")
    wait_until(lambda: _shows(topic, "older", "more"), "the older one publishes again")


def test_older_publisher_that_wakes_up_yields(topic, start):
    older = start(topic)
    older.tell("set older", "up")
    older.flush()
    older.signal(signal.SIGSTOP)
    older.tell("set older_2")
    newer = start(topic)
    newer.tell("set newer", "up")
    newer.flush()
    older.signal(signal.SIGCONT)
    older.wait_said("yield")
    wait_until(lambda: _shows(topic, "newer"), "the newer one has the last word")


def test_records_of_others_are_corrected(topic, start):
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    topic.publish(5, {"foreign": ["foo"]}, instance="somebody")
    wait_until(lambda: _shows(topic, "name_a"), "the foreign record is corrected")
    assert driver.wait_said("overwritten") == "somebody"
    topic.produce(little_endian(5), None)
    wait_until(lambda: _shows(topic, "name_a"), "the tombstone is corrected")
    topic.publish(6, {"other": ["foo"]})
    topic.publish(5, {"foreign": ["foo"]}, key=b"5")
    wait_until(lambda: topic.records()[-1].key == little_endian(5), "the record under the other key is corrected")
    driver.tell("retire")
    driver.flush()
    assert [(record.key, record.value) for record in topic.records()[-2:]] == [(b"5", None), (little_endian(5), None)]


def test_node_of_an_earlier_run_with_a_clock_ahead(topic, start):
    topic.publish(5, {"earlier": ["foo"]}, instance="publisher:99999999999999:host-1-0")
    driver = start(topic)
    driver.tell("set name_a", "up")
    driver.flush()
    assert _shows(topic, "name_a")
    assert _latest(topic)["instance"].startswith("publisher:100000000000000:")
    assert driver.said("yield") == []


def test_flush_and_end_have_deadlines_without_a_broker(own_kafka, start):
    topic = Topic(own_kafka.address, f"status.{next(_names)}").create(config=WHOLE)
    driver = start(topic, close_timeout=300)
    driver.tell("up")
    driver.flush()
    own_kafka.pause()
    try:
        driver.tell("set name_a", "flush 300")
        driver.wait_said("not flushed")
        assert driver.quit() < 10_000
    finally:
        own_kafka.resume()


def test_user_who_may_not_read(secured_kafka, start):
    topic = secured_kafka.topic("SSL")
    plain = Topic(secured_kafka.address, topic.name)
    way_in = with_certificate(secured_kafka, secured_kafka.ca.issue("writer"))
    secured_kafka.allow("CN=writer", "WRITE", topic)
    driver = start(topic, **way_in.properties)
    driver.tell("set name_a", "up")
    driver.wait_for(lambda: any("grant our user Read" in text for text in driver.said("failure")), "what to grant")
    driver.flush()
    assert _shows(plain, "name_a")
    driver.tell("set name_b")
    driver.flush()
    assert _shows(plain, "name_a", "name_b")
