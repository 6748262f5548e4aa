# SPDX-License-Identifier: Apache-2.0
"""A Debian system that is booted by its own systemd, in a container that has this machine's network."""

import contextlib
import pathlib
import signal
import subprocess

from root import ROOTS, Root
from support.waiting import wait_until


class BootedRoot(Root):
    """A root with systemd as its first process. Commands run beside it, in its namespaces."""

    def __init__(self, release, folder):
        super().__init__(release, folder)
        self._nspawn = None
        self._first = None
        self._log = folder / "nspawn.log"

    def _prepare(self, undo):
        with contextlib.ExitStack() as mounts:  # systemd-nspawn makes its own
            super()._prepare(mounts)
            self.apt("update")
            self.apt("install", "systemd-sysv")
        undo.callback(self._shut_down)
        self._boot()

    def _shut_down(self):
        if self._nspawn is None or self._nspawn.poll() is not None:
            return
        self._nspawn.send_signal(signal.SIGTERM)  # shuts the system down
        try:
            self._nspawn.wait(60)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()

    def _boot(self):
        command = ["systemd-nspawn", "--quiet", "--directory", self.path, "--boot", "--register=no", "--keep-unit"]
        command += ["--bind", f"{ROOTS}/archives:/var/cache/apt/archives"]
        command += ["--resolv-conf=copy-host", "--console=pipe"]
        self._nspawn = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=self._log.open("wb"), stderr=subprocess.STDOUT
        )
        wait_until(self._has_booted, lambda: f"the system has booted\n{self._log.read_text(errors='replace')}", 60)

    def _has_booted(self):
        assert self._nspawn.poll() is None, f"systemd-nspawn ended\n{self._log.read_text(errors='replace')}"
        children = pathlib.Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        if not children:
            return False
        self._first = children[-1]
        state = self.run("systemctl", "is-system-running", check=False).stdout.strip()
        return state in ("running", "degraded")

    def command(self, *words):
        if self._first is None:
            return super().command(*words)
        return ["nsenter", "--target", self._first, "--all", *words]

    def show(self, unit, name):
        return self.run("systemctl", "show", "--value", "--property", name, unit).stdout.strip()

    def journal(self, unit):
        return self.run("journalctl", "--no-pager", "--output=cat", "--unit", unit).stdout
