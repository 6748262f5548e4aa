# SPDX-License-Identifier: Apache-2.0
"""Runs a command as the first process of a PID namespace, as a container does. The kernel ignores a signal for such a
process unless the process itself handles it."""

import pathlib
import shutil
import subprocess

import pytest

from support.waiting import wait_until

_UNSHARE = ["unshare", "--pid", "--fork", "--kill-child"]


def require_namespaces():
    """Skips the test where namespaces are not permitted."""
    if not shutil.which("unshare") or subprocess.run([*_UNSHARE, "true"], capture_output=True).returncode != 0:
        pytest.skip("unshare --pid is not permitted here")


def as_first_process(command):
    return [*_UNSHARE, *command]


def first_process_of(child):
    """The process id, outside the namespace, of the command that the Child runs by as_first_process."""

    def only_child():
        task = pathlib.Path(f"/proc/{child.process.pid}/task/{child.process.pid}/children")
        return int((task.read_text().split() or ["0"])[0])

    return wait_until(only_child, "the command runs in its namespace")
