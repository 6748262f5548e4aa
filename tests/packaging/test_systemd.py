# SPDX-License-Identifier: Apache-2.0
"""The units under a real systemd, which is booted in a container."""

import json
import re
import resource

import pytest

from booted import BootedRoot
from cluster import STATUS, address_of, assert_listed
from support.ports import free_port
from support.waiting import wait_until

UNITS = ("rollcalld.service", "rollcall-agent.service", "rollcall-reaper.service")
PACKAGES = ("rollcall-server", "rollcall-agent", "rollcall-client")
WORST_EXPOSURE = 1.5  # of systemd-analyze security: 0 is the safest, 10 the least safe
HARD_LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
RESERVE = 1200  # files that rollcalld needs beside its connections (server/open_files_check.cc)


@pytest.fixture(scope="module")
def root(tmp_path_factory, debs):
    with BootedRoot("bookworm", tmp_path_factory.mktemp("booted")) as made:
        made.before = made.files()
        made.install([debs[name] for name in PACKAGES])
        yield made


@pytest.fixture(scope="module")
def address(root):
    """Of the server, which runs with an embedded broker as an administrator has set it up."""
    listen = f"127.0.0.1:{free_port()}"
    root.write("/etc/rollcall/rollcalld.toml", f'[rollcalld]\nembedded-broker = true\nlisten = "{listen}"\n')
    root.run("systemctl", "enable", "--now", "rollcalld")
    return listen


def test_a_new_service_waits_for_its_settings(root):
    for unit in UNITS:
        assert root.run("systemctl", "is-enabled", unit, check=False).stdout.strip() == "disabled", unit
        assert root.show(unit, "ActiveState") == "inactive", unit
    failed = root.run("systemctl", "start", "rollcalld", check=False)
    assert failed.returncode != 0
    wait_until(lambda: root.show("rollcalld", "ActiveState") == "failed", "it has failed for good")
    assert root.show("rollcalld", "ExecMainStatus") == "2"
    assert root.show("rollcalld", "NRestarts") == "0"
    assert "name them with --brokers" in root.journal("rollcalld")


def test_the_units_are_valid_and_hardened(root):
    root.run("systemd-analyze", "verify", "--man=no", *(f"/usr/lib/systemd/system/{unit}" for unit in UNITS))
    for unit in UNITS:
        text = root.run("systemd-analyze", "security", "--no-pager", unit, check=False).stdout
        exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", text)[1])
        print(unit, exposure)
        assert exposure <= WORST_EXPOSURE, text


def _default(help_text, option):
    """Of an option that is a number, from --help."""
    return int(re.search(rf"{option} \S+ - \d+\]=(\d+)", help_text)[1])


def test_the_server_serves_with_the_rights_of_its_unit(root, address):
    pid = root.show("rollcalld", "MainPID")
    assert root.show("rollcalld", "ActiveState") == "active"
    assert root.run("stat", "-c", "%U", f"/proc/{pid}").stdout.strip() == "rollcall-server"
    limit = int(root.show("rollcalld", "LimitNOFILE"))
    applied = int(re.search(r"Max open files +(\d+)", root.run("cat", f"/proc/{pid}/limits").stdout)[1])
    assert applied == min(limit, HARD_LIMIT), "a container cannot raise the limit of its machine"
    help_text = root.run("rollcalld", "--help").stdout
    assert limit >= _default(help_text, "--max-watchers") + RESERVE
    assert limit >= _default(help_text, "--max-connections") + RESERVE
    assert "fewer files" not in root.journal("rollcalld")
    root.run("systemctl", "reload", "rollcalld")
    assert root.show("rollcalld", "MainPID") == pid


def test_the_agent_and_the_reaper_run_beside_it(root, address):
    broker = address_of("broker", root.journal("rollcalld"))
    root.run("mkdir", "-p", "/srv/engine")
    root.write("/srv/engine/status.json", json.dumps(STATUS))
    agent = f'[rollcall-agent]\nbrokers = "{broker}"\nnode-id = 5\nstate-file = "/srv/engine/status.json"\n'
    agent += 'lease = "60s"\ntimeout = "3s"\n'  # for the last record, when the broker has gone
    root.write("/etc/rollcall/rollcall-agent.toml", agent)
    root.write("/etc/rollcall/rollcall-reaper.toml", f'[rollcall-agent]\nbrokers = "{broker}"\nserver = "{address}"\n')
    root.run("systemctl", "start", "rollcall-agent")  # returns after READY=1: the status is on the topic
    root.run("rollcall", "--server", address, "wait", "--for", "running=name_a", "--on", "5")
    assert_listed(root, address)
    root.run("systemctl", "start", "rollcall-reaper")
    assert [root.show(unit, "ActiveState") for unit in UNITS] == ["active"] * 3


def test_an_upgrade_restarts_what_runs_and_keeps_the_settings(root, address, newer_debs):
    settings = root.text("/etc/rollcall/rollcalld.toml")
    before = root.show("rollcalld", "MainPID")
    root.run("systemctl", "stop", "rollcall-reaper")
    # The broker goes with the server, so the agent can neither say goodbye nor be ready again. Nothing waits for that.
    root.install([newer_debs[name] for name in PACKAGES])
    assert root.text("/etc/rollcall/rollcalld.toml") == settings
    wait_until(lambda: root.show("rollcalld", "MainPID") not in (before, "0"), "the server was restarted")
    wait_until(lambda: root.show("rollcalld", "ActiveState") == "active", lambda: root.journal("rollcalld"))
    assert root.run("systemctl", "is-enabled", "rollcalld").stdout.strip() == "enabled"
    assert root.show("rollcall-reaper", "ActiveState") == "inactive", "what was stopped stays so"
    root.run("rollcall", "--server", address, "health")


def test_a_purge_leaves_nothing(root, address):
    root.run("rm", "-r", "/srv/engine")
    root.apt("remove", *PACKAGES)
    for unit in UNITS:
        assert root.show(unit, "ActiveState") in ("inactive", "failed"), unit
    root.apt("purge", *PACKAGES)
    root.remove_what_nothing_needs()
    assert root.files() - root.before == set()
    assert not {user for user in root.users() if user.startswith("rollcall")}
