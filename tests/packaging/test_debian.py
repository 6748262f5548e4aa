# SPDX-License-Identifier: Apache-2.0
"""The life of the packages in a clean Debian without systemd: installed, run, upgraded, removed, purged."""

import pytest

from cluster import AS_SERVER, assert_listed, publish, serving
from root import Root

SETTINGS = "/etc/rollcall/rollcalld.toml"
PROGRAMS = ("rollcall-server", "rollcall-client", "rollcall-agent", "rollcall-doc")
EDITED = '[rollcalld]\nembedded-broker = true\nlisten = "127.0.0.1:0"\n'
MAN = (
    "man1/rollcall.1",
    "man1/rollcall-list.1",
    "man1/rollcall-agent.1",
    "man1/rollcall-agent-run.1",
    "man8/rollcalld.8",
)
COMPLETIONS = (
    "bash-completion/completions/rollcall",
    "zsh/vendor-completions/_rollcall",
    "fish/vendor_completions.d/rollcall.fish",
)


@pytest.fixture(params=["bookworm", "trixie"])
def root(request, tmp_path):
    with Root(request.param, tmp_path) as made:
        made.apt("update")
        yield made


def _assert_installed(root):
    for name in ("rollcalld", "rollcall", "rollcall-agent"):
        version = root.run(name, "--version").stdout
        assert version.startswith(f"{name} ") and "revision" in version, version
    for page in MAN:
        assert root.text(f"/usr/share/man/{page}").startswith(".TH"), page
    for file in COMPLETIONS:
        assert "rollcall" in root.text(f"/usr/share/{file}"), file
    assert {"rollcall-server", "rollcall-agent"} <= root.users()


def _assert_runs(root, folder, name):
    command = (*AS_SERVER, "rollcalld", "--config", SETTINGS)
    with serving(root, *command, folder=folder, name=name) as (server, broker):
        offset = publish(root, broker)
        assert_listed(root, server, "--min-revision", offset)


def test_from_installation_to_purge(root, debs, newer_debs, tmp_path):
    before, users = root.files(), root.users()
    root.install([debs[name] for name in PROGRAMS])
    _assert_installed(root)
    root.write(SETTINGS, EDITED)
    _assert_runs(root, tmp_path, "installed")

    root.install([newer_debs[name] for name in PROGRAMS])
    assert root.run("dpkg-query", "-W", "-f", "${Version}", "rollcall-server").stdout == "99.0-1"
    assert root.text(SETTINGS) == EDITED, "an upgrade keeps what the administrator wrote"
    _assert_runs(root, tmp_path, "upgraded")

    root.apt("remove", *PROGRAMS)
    assert root.text(SETTINGS) == EDITED, "a removal keeps the settings"
    assert not root.exists("/usr/bin/rollcalld")
    root.apt("purge", *PROGRAMS)
    root.remove_what_nothing_needs()
    assert root.files() - before == set()
    assert root.users() == users


def test_a_purge_keeps_the_keys_of_the_administrator(root, debs):
    root.install([debs["rollcall-server"]])
    root.write("/etc/rollcall/key.pem", "secret")
    root.run("chown", "root:rollcall-server", "/etc/rollcall/key.pem")
    root.apt("purge", "rollcall-server")
    assert root.text("/etc/rollcall/key.pem") == "secret"
    assert "rollcall-server" in root.users(), "no other user may get its number, and so the file"


def test_the_libraries_are_found_by_the_loader_and_by_cmake(root, debs):
    if "trixie" in str(root.path):  # they need the very Abseil and gRPC with which they were built
        answer = root.install([debs["librollcall-publisher"]], check=False)
        assert answer.returncode != 0 and "libabsl" in answer.stdout + answer.stderr, answer
        return
    root.install([debs["librollcall-publisher"], debs["librollcall-publisher-dev"]])
    assert "librollcall_publisher.so.0" in root.run("ldconfig", "-p").stdout
    names = root.run("find", "/usr/lib", "/usr/include/rollcall", "-name", "*publisher*").stdout
    for name in ("rollcall_publisher-config.cmake", "librollcall_publisher.so\n", "/publisher"):
        assert name in names, names
