# SPDX-License-Identifier: Apache-2.0
"""Completion in the shells themselves, with node ids of a live server."""

import shutil

import pytest

from support.ports import refusing_address
from support.process import clean_environment
from support.tools import program, run_tool
from support.topic import status_json
from support.waiting import wait_until

# What bash sets when Tab is pressed at the end of the line "$1".
BASH = r"""
source <(rollcall completion bash)
COMP_LINE=$1 COMP_POINT=${#1}
_rollcall rollcall
printf '%s\n' "${COMPREPLY[@]}"
"""

# A zsh in a pseudo-terminal of its own, in which Tab is pressed twice.
ZSH = r"""
zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z 'PROMPT="" ; autoload -Uz compinit; compinit -u -D; source <(rollcall completion zsh); print rea""dy'
zpty -r -m z all '*ready*'
zpty -w -n z "$1"$'\t'
zpty -r -m z line "*$2*" && print -r -- "found"
"""


def _in_path():
    return f"{program('rollcall').parent}:{clean_environment()['PATH']}"


def _bash(line, **environment):
    done = run_tool("bash", "-c", BASH, "bash", line, PATH=_in_path(), **environment).check()
    assert done.stderr == "", done
    return done.stdout.split()


def _fish(line, **environment):
    script = f"rollcall completion fish | source; complete -C '{line}'"
    done = run_tool("fish", "--no-config", "-c", script, PATH=_in_path(), **environment).check()
    assert done.stderr == "", done
    return [found.split("\t")[0] for found in done.stdout.splitlines()]


SHELLS = [_bash, _fish]


@pytest.fixture(scope="module")
def live(start_module_server, module_topic):
    """A server that shows the nodes 1, 2 and 12."""
    for node in (1, 2, 12):
        module_topic.produce(str(node), status_json(node))
    return start_module_server(module_topic)


@pytest.mark.parametrize("complete", SHELLS)
def test_commands_and_choices(complete):
    assert complete("rollcall nod") == ["nodes"]
    assert complete("rollcall completion f") == ["fish"]
    assert "--server" in complete("rollcall list --se")


@pytest.mark.parametrize("complete", SHELLS)
def test_node_ids_of_the_live_server(complete, live):
    """A server that does not answer at once offers nothing: Tab does not wait."""

    def offers(line, found, **environment):
        wait_until(lambda: sorted(complete(line, **environment)) == found, f"'{line}' is completed by {found}")

    offers(f"rollcall --server {live.address} list --node ", ["1", "12", "2"])
    offers("rollcall list --node 1,1", ["1,1", "1,12"], ROLLCALL_SERVER=live.address)


@pytest.mark.parametrize("complete", SHELLS)
def test_without_a_server_there_is_no_error(complete):
    assert complete(f"rollcall --server {refusing_address()} list --node 9") == []


def test_bash_replaces_only_what_is_behind_the_equals_sign():
    assert _bash("rollcall list --state=up,d") == ["up,down"]


def test_zsh():
    assert shutil.which("zsh"), "scripts/install-deps test installs it"
    done = run_tool("zsh", "-f", "-c", ZSH, "zsh", "rollcall vers", "rollcall version", PATH=_in_path(), TERM="dumb")
    assert "found" in done.stdout, done
