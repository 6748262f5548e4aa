# SPDX-License-Identifier: Apache-2.0
"""rollcall-agent run on a real Kafka: each source, the end of the agent, its supervision."""

import json
import os
import signal
import time

import pytest

from support.agent_run import is_down, newest, runs, statuses, wait_newest
from support.screen import table_rows
from support.systemd import Systemd
from support.tools import program, rollcall, run_tool
from support.topic import status_json
from support.waiting import DEADLINE_S, wait_until

UP = status_json(5, {"name_a": ["foo"]}).decode()
OTHER = status_json(5, {"name_b": ["foo"]}).decode()


def _shows(server, name):
    rows = table_rows(rollcall(server, "list").check().stdout)
    return [row[0] for row in rows[1:]] == [name]


def _wait_shown(server, name):
    wait_until(lambda: _shows(server, name), f"rollcall list shows {name}")


def _replace(path, text):
    """As programs should write a state file: nobody sees it half written."""
    new = path.with_name("new")
    new.write_text(text)
    new.rename(path)


def test_a_state_file_from_file_to_list(server, topic, start_agent, tmp_path):
    path = tmp_path / "state.json"
    agent = start_agent(topic, "--state-file", path)
    _replace(path, UP)
    _wait_shown(server, "name_a")
    path.write_text(OTHER)
    _wait_shown(server, "name_b")
    path.write_text(OTHER[:20])
    agent.wait_logged("not JSON")
    assert runs("name_b")(newest(topic))
    _replace(path, UP)
    _wait_shown(server, "name_a")
    agent.wait_logged("the source works again")


def test_standard_input_from_line_to_list(server, topic, start_agent):
    agent = start_agent(topic, "-", "--down-after", "500ms")
    agent.write(UP)
    _wait_shown(server, "name_a")
    agent.write("{", b"x" * (1 << 20) + b"y", OTHER)
    _wait_shown(server, "name_b")
    assert "line 2 of standard input" in agent.child.stderr() and "line 3 of" in agent.child.stderr()
    agent.end_input()
    assert agent.child.wait() == 1
    assert is_down("standard input has ended")(newest(topic))


def test_a_command_from_run_to_list(server, topic, start_agent, tmp_path):
    path = tmp_path / "state.json"
    path.write_text(UP)
    agent = start_agent(topic, "--exec", f"cat {path} || exit 7", "--every", "100ms", "--down-after", "500ms")
    _wait_shown(server, "name_a")
    path.unlink()
    wait_newest(topic, is_down("exit code 7"), "the node is down")
    agent.wait_logged("No such file")
    path.write_text(OTHER)
    _wait_shown(server, "name_b")


def test_a_lost_source_is_down_with_a_reason_until_it_is_back(topic, start_agent, tmp_path):
    path = tmp_path / "state.json"
    path.write_text(UP)
    start_agent(topic, "--state-file", path, "--down-after", "300ms")
    wait_newest(topic, runs("name_a"), "the status is published")
    path.unlink()
    wait_newest(topic, is_down(f"'{path}' is missing"), "the node is down")
    path.write_text(OTHER)
    wait_newest(topic, runs("name_b"), "the node is back")
    path.write_text("{")
    wait_newest(topic, is_down("not JSON"), "a file that stays broken")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_takes_the_node_down(topic, start_agent, number):
    agent = start_agent(topic, "-", "--lease", "60")
    agent.write(UP)
    wait_newest(topic, runs("name_a"), "the status is published")
    assert agent.stop(number) == 0
    assert is_down("rollcall-agent was ended")(newest(topic))


def test_a_signal_keeps_the_status_if_asked(topic, start_agent):
    agent = start_agent(topic, "-", "--on-exit", "keep")
    agent.write(UP)
    wait_newest(topic, runs("name_a"), "the status is published")
    assert agent.stop() == 0
    assert [value["status"] for value in statuses(topic)] == ["up"]


def test_the_last_record_is_the_true_state_after_kills_at_any_moment(topic, start_agent, tmp_path):
    kills = 5
    path = tmp_path / "state.json"
    for number in range(kills):
        agent = start_agent(topic, "--state-file", path, "--lease", "60")
        for change in range(3):
            _replace(path, status_json(5, {f"name_{number}_{change}": ["foo"]}).decode())
            time.sleep(os.urandom(1)[0] / 1000)  # the moment of the kill is what this varies
        agent.child.kill()
        _replace(path, status_json(5, {f"killed_{number}": ["foo"]}).decode())
    start_agent(topic, "--state-file", path, "--lease", "60")
    wait_newest(topic, runs(f"killed_{kills - 1}"), "the state of the file")
    generations = [int(value["instance"].split(":")[1]) for value in statuses(topic)]
    assert generations == sorted(generations)


def test_the_older_of_two_agents_yields_and_takes_over_again(topic, start_agent):
    older = start_agent(topic, "-", "--metrics-listen", "127.0.0.1:0")
    older.write(UP)
    wait_newest(topic, runs("name_a"), "the older one publishes")
    newer = start_agent(topic, "-")
    newer.write(OTHER)
    wait_newest(topic, runs("name_b"), "the newer one publishes")
    older.wait_metric('rollcall_agent_yielded{node_id="5"}', 1)
    older.wait_logged("yielded to a newer publisher")
    newer_instance = newest(topic)["instance"]
    assert f"by={newer_instance}" in older.child.stderr()
    assert newer.stop() == 0
    wait_newest(topic, runs("name_a"), "the older one takes over")
    older.wait_metric('rollcall_agent_yielded{node_id="5"}', 0)


def test_what_a_person_writes_is_corrected_at_once(topic, start_agent):
    agent = start_agent(topic, "-", "--metrics-listen", "127.0.0.1:0")
    agent.write(UP)
    wait_newest(topic, runs("name_a"), "the status is published")
    topic.publish(5, {"wrong": ["foo"]})
    wait_newest(topic, runs("name_a"), "the record is corrected")
    topic.produce(b"\x05\0\0\0", None)
    wait_newest(topic, runs("name_a"), "the tombstone is corrected")
    agent.wait_metric("rollcall_agent_overwritten_total", 2)
    agent.wait_metric('rollcall_agent_published_total{cause="correction"}', 2)


def test_each_record_has_an_instance_and_the_lease_is_renewed_in_time(new_topic, start_agent):
    topic = new_topic(config={"cleanup.policy": "compact"})  # which keeps each record for longer than this test takes
    agent = start_agent(topic, "-", "--lease", "1s", "--metrics-listen", "127.0.0.1:0")
    agent.write(UP)
    wait_until(lambda: len(topic.records()) >= 5, "the lease is renewed")
    records = topic.records()
    gaps_ms = [after.timestamp_ms - before.timestamp_ms for before, after in zip(records, records[1:])]
    assert max(gaps_ms) < 3000, gaps_ms
    values = [json.loads(record.value) for record in records]
    assert {value["lease_s"] for value in values} == {1}
    assert len({value["instance"] for value in values}) == 1 and values[0]["instance"].startswith("run:")
    end_s = agent.metrics()['rollcall_agent_lease_end_timestamp_seconds{node_id="5"}']
    assert end_s > records[-1].timestamp_ms / 1000


@pytest.mark.parametrize("name", ["/notify", "@"])
def test_supervision(topic, start_agent, tmp_path, name):
    path = f"\0rollcall.{os.getpid()}" if name == "@" else str(tmp_path / "notify")
    systemd = Systemd(path)
    health = tmp_path / "healthy"
    state = tmp_path / "state.json"
    flags = ["--state-file", state, "--health-file", health, "--metrics-listen", "127.0.0.1:0"]
    agent = start_agent(topic, *flags, NOTIFY_SOCKET=path.replace("\0", "@"), WATCHDOG_USEC="200000")
    systemd.wait_line("WATCHDOG", "1")
    assert not health.exists()
    agent.wait_metric("rollcall_agent_source_up", 0)
    state.write_text(UP)
    systemd.wait_line("READY", "1")
    wait_until(health.exists, "the health file is there")
    agent.wait_metric("rollcall_agent_source_up", 1)
    agent.wait_metric('rollcall_agent_published_total{cause="change"}', 1)
    assert agent.metrics()['rollcall_agent_last_ack_timestamp_seconds{node_id="5"}'] > time.time() - DEADLINE_S
    state.unlink()
    systemd.wait_line("STATUS", f"'{state}' is missing")
    wait_until(lambda: not health.exists(), "the health file is removed")
    state.write_text(UP)
    systemd.wait_line("STATUS", "OK")
    wait_until(health.exists, "the health file is there again")
    agent.child.signal(signal.SIGTERM)
    systemd.wait_line("STOPPING", "1")
    assert agent.child.wait() == 0 and not health.exists()


def test_a_dry_run_prints_what_it_would_publish(topic):
    command = [program("rollcall-agent"), "run", "--node-id", "5", "-", "--dry-run", "--down-after", "100ms"]
    done = run_tool(*command, "--key-format", "decimal", "--lease", "60", stdin=UP + "\n").check(1)
    lines = [line.split("\t", 1) for line in done.stdout.splitlines()]
    assert [key for key, _ in lines] == ["5", "5"], done
    first, last = (json.loads(value) for _, value in lines)
    assert runs("name_a")(first) and first["lease_s"] == 60 and first["instance"].startswith("run:")
    assert is_down("standard input has ended")(last)
    assert topic.records() == []
