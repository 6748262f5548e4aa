# SPDX-License-Identifier: Apache-2.0
"""Every command of docs/cookbook.md prints what the page shows, and its files are those that the tests use."""

import hashlib
import json
import shutil

import pytest

from support import cookbook
from support.certificates import Authority
from support.cookbook_runner import CookbookRunner
from support.envoy import Envoy
from support.nginx import Nginx
from support.paths import TOP
from support.topic import little_endian

pytestmark = pytest.mark.release_only

_TOKEN = "a-token-for-the-cookbook"
_BLOCKS = cookbook.console_blocks()
# Who uses the files: the commands, or the tests of proxies and of load balancing.
_USED = {"nginx.conf", "envoy.yaml", "service-config.json", "spread.py"}


@pytest.fixture(scope="module")
def topic(module_topic):
    """The sample cluster."""
    for node in (1, 2, 3):
        status = json.loads((TOP / "examples" / "sample-cluster" / f"node-{node}.json").read_text())
        module_topic.produce(little_endian(node), json.dumps(status).encode())
    return module_topic


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cookbook")
    (folder / "token").write_text(_TOKEN + "\n")
    (folder / "tokens").write_text(f"{hashlib.sha256(_TOKEN.encode()).hexdigest()}  cook\n")
    return folder


@pytest.fixture(scope="module")
def tls_server(topic, folder, start_module_server):
    authority = Authority(folder, "authority")
    issued = authority.issue("server")
    shutil.copy(authority.certificate, folder / "ca.pem")
    files = {"--tls-cert": issued.certificate, "--tls-key": issued.key, "--token-file": folder / "tokens"}
    server = start_module_server(topic, *(str(word) for flag in files.items() for word in flag), wait=False)
    server.child.wait_for(lambda: "was read to its end" in server.child.stderr(), "the topic is read")
    return server


@pytest.fixture(scope="module")
def runner(topic, folder, tls_server, start_module_server):
    servers = [start_module_server(topic) for _ in range(3)]
    targets = [server.address for server in servers]
    nginx, envoy = Nginx(folder, *targets), Envoy(folder, *targets)
    live = [*targets, tls_server.address, nginx.address, envoy.address]
    names = ("50051", "50052", "50053", "50443", "8080", "8081")
    yield CookbookRunner(folder, {name: address.rpartition(":")[2] for name, address in zip(names, live)}, nginx.file)
    nginx.stop()
    envoy.stop()


@pytest.mark.parametrize("block", _BLOCKS, ids=[f"{number}-{block.heading}" for number, block in enumerate(_BLOCKS)])
def test_commands_print_what_the_page_shows(runner, block):
    for command in block.commands():
        code, printed = runner.run(command.text)
        assert code == 0, f"$ {command.text}\n{printed}\nexit code {code}"
        assert cookbook.matches(command.output, printed), (
            f"$ {command.text}\n{printed}\nthe page shows:\n{command.output}"
        )


def test_every_block_is_run_or_used():
    assert len(_BLOCKS) + len(cookbook.files()) == len(cookbook.blocks())
    assert set(cookbook.files()) == _USED
    assert all(block.commands() for block in _BLOCKS)


@pytest.mark.parametrize(
    "expected, printed, same",
    [
        ("a b\n", "a  b\n", True),
        ("a\n...\nc\n", "a\nb\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\n", True),
        ("a ... c", "a b c", True),
        ("a\n...\nc\n", "a\nb\n", False),
        ("a", "a b", False),
        ("", "a", False),
        ("a.c", "abc", False),
    ],
)
def test_output_is_compared(expected, printed, same):
    assert cookbook.matches(expected, printed) == same
