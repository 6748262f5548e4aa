# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured, each a process of its own on a free loopback port."""

import re
import socket
import tempfile

from support.kafka_broker import free_port
from support.paths import BIN, DEPS
from support.process import Child
from support.rollcalld import Rollcalld as TestedRollcalld

_SERVING = re.compile(r"^serving on (\S+:\d+)$", re.MULTILINE)
_RAM = "/dev/shm"


class Rollcalld(TestedRollcalld):
    @property
    def pid(self):
        return _pid(self.child)


class RawServer:
    """The bare stream server: bench/raw_stream_server.cc."""

    def __init__(self, folder, message_bytes, rate):
        program = BIN.parent / "bench" / "raw_stream_server"
        self.child = Child([program, "--message-bytes", message_bytes, "--rate", rate], folder, "raw")
        self.address = self.child.wait_for(lambda: _SERVING.search(self.child.stdout()), "raw_stream_server listens")[1]
        self.pid = _pid(self.child)

    def close(self):
        self.child.kill()


class Etcd:
    """Keeps its data in RAM, because the disk is not compared."""

    def __init__(self, folder):
        self._data = tempfile.TemporaryDirectory(prefix="rollcall-etcd-", dir=_RAM)
        self._port, peer = free_port(), f"http://127.0.0.1:{free_port()}"
        self.address = f"127.0.0.1:{self._port}"
        self.child = Child(
            [
                _etcd_program(),
                "--data-dir",
                self._data.name,
                "--log-level",
                "error",
                "--listen-client-urls",
                f"http://{self.address}",
                "--advertise-client-urls",
                f"http://{self.address}",
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                f"default={peer}",
            ],
            folder,
            "etcd",
        )
        self.child.wait_for(self._listens, "etcd listens")
        self.pid = _pid(self.child)

    def close(self):
        self.child.kill()
        self._data.cleanup()

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


def _etcd_program():
    unpacked = DEPS / "etcd" / "usr" / "bin" / "etcd"
    return unpacked if unpacked.exists() else "etcd"


def _pid(child):
    """The command's process id: setpriv, with which Child starts a command, replaces itself by it (exec)."""
    return child.process.pid
