# SPDX-License-Identifier: Apache-2.0
"""Where the commands of docs/cookbook.md are run: a folder with its files, and with its programs by the page's names.

The page's ports stand for those of live servers. They are replaced in commands and files, and back in what is printed.
"""

import re
import shutil
import sys

from support import cookbook, envoy, nginx
from support.paths import BIN, DEPS, TOP
from support.tools import buf_program, run_tool

_PORT = re.compile(r"(127\.0\.0\.1:|port_value: )(\d+)\b")


def _programs(nginx_file):
    return {
        "grpcurl": [DEPS / "bin" / "grpcurl"],
        "ghz": [DEPS / "bin" / "ghz"],
        "grpc_health_probe": [DEPS / "bin" / "grpc-health-probe"],
        "buf": [buf_program()],
        "rollcall": [BIN / "rollcall"],
        "python3": [sys.executable],
        "envoy": [envoy.PROGRAM],
        # An nginx that is installed has its configuration at a place that it knows.
        "nginx": [nginx.PROGRAM, "-p", nginx_file.parent, "-c", nginx_file, "-e", "stderr"],
    }


class CookbookRunner:
    """`ports` is {a port of the cookbook: its live one}, `nginx_file` the configuration of the nginx that runs."""

    def __init__(self, folder, ports, nginx_file):
        self._folder, self._ports = folder, ports
        self._path = folder / "bin"
        self._path.mkdir()
        for name, command in _programs(nginx_file).items():
            assert shutil.which(command[0]), f"{command[0]} is not there"
            self._write_program(name, command)
        for name, text in cookbook.files().items():
            (folder / name).write_text(self._live(text))

    def run(self, command):
        """Runs a command of the cookbook. Returns its exit code and what it printed, in the cookbook's words."""
        text = self._live(command).replace("/usr/share/rollcall/proto", str(TOP / "proto"))
        path = f"{self._path}:/usr/bin:/bin"
        done = run_tool("env", "-C", self._folder, "bash", "-c", f"exec 2>&1; {text}", PATH=path)
        return done.code, self._as_written(done.stdout)

    def _live(self, text):
        """The text with the live ports. Each port that it names must be one of those."""
        return _PORT.sub(lambda found: found[1] + self._ports[found[2]], text)

    def _as_written(self, text):
        written = {live: port for port, live in self._ports.items()}
        return _PORT.sub(lambda found: found[1] + written.get(found[2], found[2]), text)

    def _write_program(self, name, command):
        file = self._path / name
        file.write_text(f'#!/bin/sh\nexec {" ".join(map(str, command))} "$@"\n')
        file.chmod(0o755)
