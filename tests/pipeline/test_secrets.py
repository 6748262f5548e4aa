# SPDX-License-Identifier: Apache-2.0
"""Secrets never appear in logs, errors, --help or the list of processes."""

import pathlib
import subprocess

import pytest

from support.process import clean_environment
from support.secured_kafka import KEY_PASSWORD, PASSWORD
from support.tools import agent, program, run_tool
from support.topic import status_json
from support.waiting import wait_until
from support.ways_in import ways_in

# The parts of the secrets that stay intact even if a log escapes the rest.
_SECRETS = ("s3cret", "hunter2")
_LOG_EVERYTHING = ("-X", "debug=all", "-X", "log_level=7")


def _assert_no_secret(text):
    assert not any(secret in text for secret in _SECRETS), text


def _command_line(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def test_the_passwords_contain_what_is_looked_for():
    assert "s3cret" in PASSWORD and "s3cret" in KEY_PASSWORD


@pytest.mark.parametrize("name", ["PLAIN", "TLS and SCRAM-SHA-512", "certificate"])
def test_no_log_has_them(secured_kafka, start_server, name):
    way = ways_in(secured_kafka)[name]
    topic = secured_kafka.topic(way.listener)
    server = start_server(topic, *way.flags(), *_LOG_EVERYTHING, "--log-level", "debug")
    done = agent(topic, *way.flags(), *_LOG_EVERYTHING, "-v", "publish", "-", stdin=status_json(5).decode()).check()
    server.stop()
    for log in (server.child.stderr(), done.stderr):
        assert "level=debug" in log and len(log.splitlines()) > 100, "not everything is logged"
        _assert_no_secret(log)
    _assert_no_secret(server.child.stdout() + done.stdout)


def test_no_log_has_wrong_ones(secured_kafka, start_server):
    way = ways_in(secured_kafka)["PLAIN"].but(sasl_password="hunter2")
    topic = secured_kafka.topic(way.listener)
    server = start_server(topic, *way.flags(), *_LOG_EVERYTHING, "--log-level", "debug", wait=False)
    server.child.wait_for(lambda: "Invalid username or password" in server.child.stderr(), "the refusal is logged")
    server.stop()
    _assert_no_secret(server.child.stderr())


@pytest.mark.parametrize("name", ["rollcalld", "rollcall-agent"])
def test_help_shows_no_variable(name):
    help_text = run_tool(program(name), "--help", ROLLCALL_KAFKA_PROPERTY="sasl.password=hunter2").check().stdout
    assert "ROLLCALL_KAFKA_PROPERTY" in help_text
    _assert_no_secret(help_text)


@pytest.mark.parametrize(
    "flags",
    [
        ("-X", "sasl.password", "hunter2"),
        ("-X", "sasl.password:hunter2"),
        ("-X", "=hunter2"),
        ("-X=sasl.password=hunter2",),
        ("-X", "security.protocol=hunter2"),
        ("-X", "socket.timeout.ms=hunter2"),
        ("-X", "acks=hunter2"),
        ("-X", "sasl.pasword=hunter2"),
        ("--kafka-property", "debug=generic,hunter2"),
    ],
)
@pytest.mark.parametrize("name, command", [("rollcalld", ()), ("rollcall-agent", ("create-topic",))])
def test_no_error_has_them(name, command, flags):
    done = run_tool(program(name), "--brokers", "127.0.0.1:1", *flags, *command).check(2)
    assert len(done.stderr.strip().splitlines()) == 1, done
    _assert_no_secret(done.stderr + done.stdout)


@pytest.mark.parametrize(
    "content",
    [
        "sasl.password = hunter2\n",
        'kafka-property = ["sasl.password=hunter2"\n',
        "hunter2\n",
        'kafka-property = "sasl.password hunter2"\n',
    ],
)
def test_no_error_about_the_settings_file_has_them(tmp_path, content):
    path = tmp_path / "rollcall.toml"
    path.write_text("[rollcalld]\n" + content)
    done = run_tool(program("rollcalld"), "--config", path, "--brokers", "127.0.0.1:1").check(2)
    _assert_no_secret(done.stderr)


def test_a_value_that_comes_from_a_file_is_not_shown_where_it_does_not_fit(tmp_path):
    path = tmp_path / "password"
    path.write_text("hunter2")
    done = run_tool(program("rollcalld"), "--brokers", "127.0.0.1:1", "-X", f"security.protocol=@{path}").check(2)
    assert "security.protocol" in done.stderr, done
    _assert_no_secret(done.stderr)


def test_the_servers_command_line(topic, start_server, tmp_path):
    path = tmp_path / "password"
    path.write_text("hunter2")
    server = start_server(
        topic,
        "-X",
        "sasl.password=hunter2",
        "-Xssl.key.password=hunter2",
        "--kafka-property",
        "sasl.username=hunter2",
        "--kafka-property=ssl.key.pem=hunter2",
        "-X",
        f"ssl.keystore.password=@{path}",
    )
    shown = _command_line(server.child.process.pid)
    _assert_no_secret(shown)
    for kept in (topic.name, "sasl.password=", "ssl.key.password=", "sasl.username=", "ssl.key.pem=", f"=@{path}"):
        assert kept in shown, shown


def test_the_agents_command_line(topic):
    """The secret disappears before the agent does anything else, such as reading the status."""
    command = [
        program("rollcall-agent"),
        "--brokers",
        topic.brokers,
        "--topic",
        topic.name,
        "-vXsasl.password=hunter2",
        "publish",
        "-",
    ]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment()
    )
    try:
        wait_until(lambda: "sasl.password=***" in _command_line(process.pid), "the secret is hidden", 10)
        _assert_no_secret(_command_line(process.pid))
        process.communicate(status_json(5))
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
