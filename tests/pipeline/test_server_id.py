# SPDX-License-Identifier: Apache-2.0
"""Answers name the server that gave them, and its version."""

import socket

import pytest

from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.tools import program, run_tool


def _header_of_a_watch(server):
    watch = Watch(server.stub)
    header = watch.until(lambda fold: True).header
    watch.stop()
    return header


def _headers(server):
    listed, _ = list_all(server)
    rows = server.stub.ListCoprocessors(pb.ListCoprocessorsRequest())
    return [listed, rows.header, _header_of_a_watch(server)]


def test_each_replica_has_the_name_that_it_was_given(topic, start_server):
    version = run_tool(program("rollcall"), "version", "-o", "json").check().stdout
    for name in ("replica-1", "rack7/b"):
        for header in _headers(start_server(topic, "--server-id", name)):
            assert header.server_id == name
            assert f'"{header.server_version}"' in version


def test_without_a_name_it_is_the_host_and_the_port(topic, start_server):
    server = start_server(topic)
    port = server.address.rpartition(":")[2]
    assert {header.server_id for header in _headers(server)} == {f"{socket.gethostname()}:{port}"}
    assert f"server_id={socket.gethostname()}:{port}" in server.child.stderr()


@pytest.mark.parametrize("name", ["two words", "x" * 129, "é"])
def test_a_name_that_does_not_fit_is_refused(name):
    done = run_tool(program("rollcalld"), "--brokers", "127.0.0.1:1", f"--server-id={name}")
    assert "--server-id" in done.check(2).stderr and "1 to 128 visible ASCII characters" in done.stderr
