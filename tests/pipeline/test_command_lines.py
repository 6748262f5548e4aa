# SPDX-License-Identifier: Apache-2.0
"""Mistakes on the command line and unreachable servers get one clear line and their exit code."""

import pytest

from support.ports import refusing_address
from support.tools import agent, program, rollcall, run_tool
from support.topic import Topic, status_json


def _one_line(done, code, *words):
    done.check(code)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and all(word in lines[0] for word in words), done
    return done


def test_port_in_use(server, topic):
    done = run_tool(program("rollcalld"), "--brokers", topic.brokers, "--topic", topic.name, "--listen", server.address)
    done.check(1)
    assert "serving on" not in done.stdout
    errors = [line for line in done.stderr.splitlines() if "level=error" in line or "rollcalld:" in line]
    assert server.address in done.stderr and len(errors) == 1, done


@pytest.mark.parametrize(
    "name, command",
    [("rollcalld", []), ("rollcall", ["list"]), ("rollcall", ["watch"]), ("rollcall-agent", ["create-topic"])],
)
def test_unknown_flag(name, command):
    _one_line(run_tool(program(name), *command, "--no-such-flag"), 2, "--no-such-flag", "--help")


@pytest.mark.parametrize(
    "command, said",
    [
        ("rollcall list nodes", "'nodes' is a second command after 'list'"),
        ("rollcall-agent create-topic reap", "'reap' is a second command after 'create-topic'"),
        ("rollcall-agent retier", "there is no command 'retier'; did you mean 'retire'?"),
        ("rollcalld --thread 2", "there is no option --thread; did you mean '--threads'?"),
        ("rollcalld --threads 99", "--threads: '99' is not a whole number from 1 to 64"),
        ("rollcall-agent create-topic --brokers", "--brokers needs a value"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(command, said):
    name, *arguments = command.split()
    _one_line(run_tool(program(name), *arguments), 2, said)


@pytest.mark.parametrize("name", ["rollcalld", "rollcall", "rollcall-agent"])
def test_help_and_version(name):
    assert name in run_tool(program(name), "--help").check().stdout
    assert f"{name} " in run_tool(program(name), "--version").check().stdout


def test_invalid_listen_address(topic):
    done = run_tool(
        program("rollcalld"), "--brokers", topic.brokers, "--topic", topic.name, "--listen", "nonsense"
    ).check(2)
    assert "nonsense" in done.stderr, done


def test_an_address_that_others_can_reach_needs_tls_or_a_flag(topic):
    command = (program("rollcalld"), "--brokers", topic.brokers, "--listen", "0.0.0.0:0")
    _one_line(run_tool(*command), 2, "--listen 0.0.0.0:0", "--tls-cert", "--insecure-listen")
    _one_line(run_tool(*command, "--insecure-listen", "--token-file", "tokens"), 2, "--token-file", "--tls-cert")


@pytest.mark.parametrize(
    "property_", ["isolation.level=read_uncommitted", "auto.offset.reset=earliest", "enable.partition.eof=false"]
)
def test_property_that_the_contract_rests_on(topic, property_):
    done = run_tool(program("rollcalld"), "--brokers", topic.brokers, "-X", property_)
    _one_line(done, 2, property_.partition("=")[0])


def test_property_that_kafka_does_not_know(topic):
    done = run_tool(program("rollcalld"), "--brokers", topic.brokers, "-X", "no.such.property=1")
    _one_line(done, 2, "no.such.property")


def test_properties_that_do_not_fit_together(topic):
    fault = ("-X", "security.protocol=sasl_plaintext", "-X", "sasl.mechanism=NONE")
    done = run_tool(program("rollcalld"), "--brokers", topic.brokers, "--listen", "127.0.0.1:0", *fault)
    assert done.code in (1, 2) and "SASL mechanism" in done.stderr, done


@pytest.mark.parametrize("arguments", [("list",), ("nodes",)])
def test_no_server(arguments):
    address = refusing_address()
    _one_line(rollcall(address, *arguments), 4, address)


def test_unknown_format(server):
    _one_line(rollcall(server, "list", "--format", "no-such"), 2, "no-such")


def test_agent_without_a_broker(new_topic, tmp_path):
    topic = new_topic(create=False)
    topic.brokers = "127.0.0.1:1"
    status = tmp_path / "status.json"
    status.write_bytes(status_json(1))
    _one_line(agent(topic, "--timeout", "3s", "publish", "--node-id", "1", status), 1, "127.0.0.1:1")


def test_agent_without_a_topic(new_topic, tmp_path):
    topic = new_topic(create=False)
    status = tmp_path / "status.json"
    status.write_bytes(status_json(1))
    done = _one_line(agent(topic, "publish", "--node-id", "1", status), 1, topic.name)
    hint = done.stderr.partition("create it with: ")[2].strip()
    assert hint == f"rollcall-agent create-topic --brokers {topic.brokers} --topic {topic.name}", done
    run_tool("sh", "-c", f"{program('rollcall-agent').parent}/{hint} --replication-factor 1").check()
    agent(topic, "publish", "--node-id", "1", status).check()


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "a/b", "x" * 250])
@pytest.mark.parametrize("command", ["rollcalld", "rollcall-agent"])
def test_topic_name_that_kafka_cannot_have(topic, command, name):
    more = ["create-topic"] if command == "rollcall-agent" else []
    done = run_tool(program(command), "--brokers", topic.brokers, "--topic", name, *more)
    _one_line(done, 2, f"--topic '{name}'")


def test_brokers_may_have_blanks_and_line_ends(topic, start_server):
    spread = f" {topic.brokers},\n\t{refusing_address()} \n"
    named = Topic(spread, topic.name)
    agent(named, "publish", "-", stdin=status_json(1).decode()).check()
    agent(topic, "publish", "-", stdin=status_json(1).decode(), ROLLCALL_BROKERS=spread).check()
    start_server(named)
    assert len(topic.records()) == 2
