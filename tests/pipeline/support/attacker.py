# SPDX-License-Identifier: Apache-2.0
"""A connection of a hostile caller, on which it sends what bytes it likes. It comes from an address of its own."""

import collections
import select
import socket
import struct
import time

import hpack

from support import frames
from support.waiting import DEADLINE_S

ADDRESS = "127.0.0.2"  # the limits for a peer are not to reach the well-behaved callers of the same test

Frame = collections.namedtuple("Frame", "kind flags stream payload")


_GREETING = frames.PREFACE + frames.settings()


class Attacker:
    def __init__(self, address, greeting=_GREETING, source=ADDRESS, receive_buffer=None):
        host, port = address.rsplit(":", 1)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.bind((source, 0))
        self.socket.settimeout(DEADLINE_S)
        self.socket.connect((host, int(port)))
        self.has_ended = False
        self.received = []  # frames
        self._bytes = b""
        self._headers = hpack.Decoder()
        self.send(greeting)

    def send(self, data):
        """Sends, and takes in what comes back meanwhile, until the server has taken it all or ended the connection."""
        view, end = memoryview(data), time.monotonic() + DEADLINE_S
        while view and not self.has_ended:
            assert time.monotonic() < end, "the server takes nothing more"
            readable, writable, _ = select.select([self.socket], [self.socket], [], 1)
            if readable:
                self._receive()
            if writable and not self.has_ended:
                view = view[self._send_some(view) :]
        return self

    def send_without_reading(self, data, for_s):
        """Sends for that time at most. Returns how many bytes were taken."""
        view, end = memoryview(data), time.monotonic() + for_s
        while view and not self.has_ended and time.monotonic() < end:
            if select.select([], [self.socket], [], 0.05)[1]:
                view = view[self._send_some(view) :]
        return len(data) - len(view)

    def read_until(self, found):
        """Reads frames until found() is true."""
        end = time.monotonic() + DEADLINE_S
        while not (value := found()):
            assert not self.has_ended, f"the connection ended; received {self.kinds()}"
            assert time.monotonic() < end, f"received {self.kinds()}"
            if select.select([self.socket], [], [], 1)[0]:
                self._receive()
        return value

    def wait_end(self):
        """Reads until the server has ended the connection. Returns the error code of its GOAWAY; None if there was
        none, or if it was lost because the connection was reset."""
        end = time.monotonic() + DEADLINE_S
        while not self.is_ended(1):
            assert time.monotonic() < end, f"the connection goes on; received {self.kinds()}"
        codes = [struct.unpack(">II", received.payload[:8])[1] for received in self.of_kind(frames.GOAWAY)]
        return codes[-1] if codes else None

    def of_kind(self, kind):
        return [received for received in self.received if received.kind == kind]

    def kinds(self):
        return collections.Counter(received.kind for received in self.received)

    def resets(self):
        """{stream: error code}"""
        return {one.stream: struct.unpack(">I", one.payload)[0] for one in self.of_kind(frames.RST_STREAM)}

    def window(self):
        """How many bytes of DATA the server has let out so far, on all streams together."""
        updates = [one.payload for one in self.of_kind(frames.WINDOW_UPDATE) if one.stream == 0]
        return 65_535 + sum(int.from_bytes(payload, "big") for payload in updates)

    def headers(self):
        """[(stream, {name: value})], decoded as far as they have come. To be called once."""
        return [(one.stream, dict(self._headers.decode(one.payload))) for one in self.of_kind(frames.HEADERS)]

    def close(self):
        self.socket.close()

    def is_ended(self, wait_s=0):
        if not self.has_ended and select.select([self.socket], [], [], wait_s)[0]:
            self._receive()
        return self.has_ended

    def _send_some(self, view):
        try:
            return self.socket.send(view[: 1 << 16], socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        except OSError:
            self._drain()
            return 0

    def _receive(self):
        try:
            data = self.socket.recv(1 << 16)
        except OSError:
            data = b""
        self.has_ended = not data
        self._bytes += data
        self._parse()

    def _drain(self):
        while not self.has_ended:
            self._receive()

    def _parse(self):
        at = 0
        while len(self._bytes) - at >= 9:
            size = int.from_bytes(self._bytes[at : at + 3], "big")
            if len(self._bytes) - at - 9 < size:
                break
            kind, flags, stream = struct.unpack(">BBI", self._bytes[at + 3 : at + 9])
            self.received.append(Frame(kind, flags, stream, self._bytes[at + 9 : at + 9 + size]))
            at += 9 + size
        self._bytes = self._bytes[at:]
