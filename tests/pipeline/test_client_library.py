# SPDX-License-Identifier: Apache-2.0
"""librollcall_client, installed and used by a program that is built against it, on a real Kafka."""

import re
import signal

import pytest

from support.installed import build, install
from support.paths import TOP
from support.ports import refusing_address
from support.process import Child
from support.tools import run_tool
from support.topic import little_endian

pytestmark = pytest.mark.release_only  # the library's own tests run under sanitizers

FOO = {"name_b": ["foo"], "name_a": ["foo", "bar"]}


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    return install(tmp_path_factory.mktemp("installed"), "client")


@pytest.fixture(scope="module")
def example(prefix, tmp_path_factory):
    return build("examples/cpp-client", prefix, tmp_path_factory.mktemp("example")) / "example-client"


@pytest.fixture
def start(example, tmp_path):
    """start(server…): the example in the background, as a client of these replicas."""
    clients = []

    def make(*servers):
        addresses = ",".join(server.address for server in servers)
        clients.append(Child([example, addresses], tmp_path, f"example-{len(clients)}"))
        return clients[-1]

    yield make
    for client in clients:
        client.kill()


def _wait_line(client, line):
    client.wait_for(lambda: line in client.stdout().splitlines(), f"the line {line}")


def _interrupt(client):
    client.signal(signal.SIGINT)
    assert client.wait() == 0, client.report()


def test_only_the_public_headers_are_installed(prefix):
    sources = [TOP / "base/include", TOP / "client/lib/include"]
    public = {str(file.relative_to(source)) for source in sources for file in source.rglob("*.h")}
    installed = {
        str(file.relative_to(prefix / "include")) for file in (prefix / "include").rglob("*") if file.is_file()
    }
    assert installed == public | {"rollcall/v1/rollcall.pb.h"}
    assert all(name.startswith("rollcall/") for name in installed)


def test_the_package_names_no_folder_of_the_build_and_no_library_of_programs(prefix):
    package = "\n".join(file.read_text() for file in prefix.rglob("*.cmake"))
    assert "rollcall::client" in package
    assert str(TOP) not in package and str(prefix.parent) not in package
    assert not re.search("CLI11|spdlog", package)


def test_list_changes_and_removal(topic, start_server, start):
    topic.publish(2, FOO)
    first = topic.publish(10, {}, status="down")
    client = start(start_server(topic))  # which has read both
    _wait_line(client, f"revision {first}: 2=UP(name_a,name_b) 10=DOWN()")
    assert client.stdout().splitlines()[:3] == [
        "node 2 runs name_a: foo bar",
        "node 2 runs name_b: foo",
        "node 10 is not up: DOWN()",
    ]
    _wait_line(client, f"change: node 2: nothing -> UP(name_a,name_b) (revision {first - 1})")
    down = topic.publish(2, {}, status="down")
    _wait_line(client, f"change: node 2: UP(name_a,name_b) -> DOWN() (revision {down})")
    _wait_line(client, f"revision {down}: 2=DOWN() 10=DOWN()")
    odd = topic.publish(10, {}, status="odd")
    _wait_line(client, f"revision {odd}: 2=DOWN() 10=OTHER()")
    broken = topic.produce(little_endian(10), b"{broken")
    _wait_line(client, f"revision {broken}: 2=DOWN() 10=INVALID()")
    gone = [topic.produce(little_endian(node), None) for node in (2, 10)]
    _wait_line(client, f"change: node 2: DOWN() -> REASON_DELETED (revision {gone[0]})")
    _wait_line(client, f"revision {gone[1]}:")
    _interrupt(client)


def test_resumes_at_a_replica_and_after_a_restart(topic, start_server, start):
    published = topic.publish(1, FOO)
    servers = [start_server(topic), start_server(topic)]
    client = start(*servers)
    _wait_line(client, f"revision {published}: 1=UP(name_a,name_b)")
    servers[0].stop()
    down = topic.publish(1, {}, status="down")
    _wait_line(client, f"change: node 1: UP(name_a,name_b) -> DOWN() (revision {down})")
    assert f"resumed at {servers[1].address}" in client.stderr()
    servers[0].start(servers[0].address)
    servers[0].wait_serving()
    servers[1].close()
    up = topic.publish(1, FOO)
    _wait_line(client, f"change: node 1: DOWN() -> UP(name_a,name_b) (revision {up})")
    assert f"resumed at {servers[0].address}" in client.stderr()
    changes = [line for line in client.stdout().splitlines() if line.startswith("change: ")]
    assert len(changes) == 3, client.report()
    _interrupt(client)


def test_ends_at_a_revision(topic, server, example):
    published = topic.publish(1, FOO)
    done = run_tool(example, server.address, published).check()
    assert done.stdout.splitlines()[-1] == f"revision {published}: 1=UP(name_a,name_b)"


def test_errors_name_the_server_and_the_reason(example):
    nobody = refusing_address()
    refused = run_tool(example, nobody).check(1)
    assert f"no server could be reached: {nobody} (connection refused)" in refused.stderr
    assert "'nobody' is not a server address" in run_tool(example, "nobody").check(1).stderr
    assert "usage" in run_tool(example).check(2).stderr
