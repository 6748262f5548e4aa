# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured, each a process of its own on a free loopback port. With a certificate they speak
TLS."""

import contextlib
import pathlib
import re
import socket
import tempfile

import grpc

from support.paths import BIN, DEPS
from support.ports import free_port
from support.process import Child
from support.rollcalld import Rollcalld as TestedRollcalld

_SERVING = re.compile(r"^serving on (\S+:\d+)$", re.MULTILINE)
_RAM = "/dev/shm"
# A burst is to reach every subscription, though this is more than a server would keep for its clients otherwise.
_NATS_SETTINGS = """
max_pending: 4GB
write_deadline: "120s"
"""


class Rollcalld(TestedRollcalld):
    def __init__(self, folder, topic, certificate=None):
        self.certificate = certificate
        super().__init__(folder, topic.brokers, topic.name, *_tls_flags(certificate))

    def connect(self, options):
        if not self.certificate:
            return super().connect(options)
        credentials = grpc.ssl_channel_credentials(self.certificate.authority.read_bytes())
        return grpc.secure_channel(self.address, credentials, options=options)

    @property
    def pid(self):
        return _pid(self.child)


class RawServer:
    """The bare stream server: bench/raw_stream_server.cc."""

    def __init__(self, folder, message_bytes, rate, certificate=None):
        self.certificate = certificate
        program = BIN.parent / "bench" / "raw_stream_server"
        words = [program, "--message-bytes", message_bytes, "--rate", rate, *_tls_flags(certificate)]
        self.child = Child(words, folder, "raw")
        self.address = self.child.wait_for(lambda: _SERVING.search(self.child.stdout()), "raw_stream_server listens")[1]
        self.pid = _pid(self.child)

    def close(self):
        self.child.kill()


class _Peer:
    """A server that keeps its data in RAM, because the disk is not compared."""

    def __init__(self, folder, name, certificate):
        self.certificate = certificate
        self._data = tempfile.TemporaryDirectory(prefix=f"rollcall-{name}-", dir=_RAM)
        self._port = free_port()
        self.address = f"127.0.0.1:{self._port}"
        words = [DEPS / "bin" / name, *self._flags(self._data.name)]
        self.child = Child(words, folder, name)
        self.child.wait_for(self._listens, f"{name} listens")
        self.pid = _pid(self.child)

    def close(self):
        self.child.kill()
        with contextlib.suppress(FileNotFoundError):
            self._data.cleanup()

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


class Etcd(_Peer):
    def __init__(self, folder, certificate=None):
        super().__init__(folder, "etcd", certificate)

    def _flags(self, data):
        peer = f"http://127.0.0.1:{free_port()}"
        client = f"{'https' if self.certificate else 'http'}://{self.address}"
        flags = {
            "data-dir": data,
            "log-level": "error",
            "listen-client-urls": client,
            "advertise-client-urls": client,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": f"default={peer}",
        }
        if self.certificate:
            flags |= {"cert-file": self.certificate.certificate, "key-file": self.certificate.key}
        return [f"--{name}={value}" for name, value in flags.items()]


class Nats(_Peer):
    def __init__(self, folder, certificate=None):
        super().__init__(folder, "nats-server", certificate)

    def _flags(self, data):
        settings = pathlib.Path(data) / "nats.conf"
        settings.write_text(_NATS_SETTINGS)
        flags = ["--config", settings, "--addr", "127.0.0.1", "--port", self._port, "--jetstream", "--store_dir", data]
        if self.certificate:
            flags += ["--tls", "--tlscert", self.certificate.certificate, "--tlskey", self.certificate.key]
        return flags


def _tls_flags(certificate):
    return ["--tls-cert", certificate.certificate, "--tls-key", certificate.key] if certificate else []


def _pid(child):
    """The command's process id: setpriv, with which Child starts a command, replaces itself by it (exec)."""
    return child.process.pid
