# SPDX-License-Identifier: Apache-2.0
"""A TCP proxy before a server, which applies the faults that a test chooses (proxy_faults.py) to what it forwards."""

import contextlib
import socket
import struct
import threading

from support.proxy_faults import Cut, Fault


def kafka_response(broker):
    """Reads one whole response, with its length prefix. Empty at the end of the connection."""
    head = _read(broker, 4)
    return head and head + _read(broker, *struct.unpack(">i", head))


def any_bytes(server):
    """Reads some bytes, for a protocol that the proxy does not parse."""
    return server.recv(65536)


class Proxy:
    """Listens as soon as it is made, so that a broker can advertise its address. `target`: the server's HOST:PORT.

    `read` reads from the server's connection the piece that a fault handles as one response.
    """

    def __init__(self, target=None, read=kafka_response):
        self.target = target
        self._read = read
        self.accepted = 0  # connections
        self.sent_bytes = 0  # of responses
        self._port = 0
        self._fault = Fault()
        self._connections = set()
        self._lock = threading.Lock()  # guards _connections
        self._listen()

    @property
    def address(self):
        return f"127.0.0.1:{self._port}"

    def cut(self):
        """Closes all open connections."""
        with self._lock:
            for connection in self._connections:
                _shut(connection)

    @contextlib.contextmanager
    def refuses(self):
        """Cuts all connections and refuses new ones."""
        _shut(self._listener)  # close() alone does not wake the accepting thread
        self._listener.close()
        self.cut()
        yield
        self._listen()

    @contextlib.contextmanager
    def does(self, fault):
        """Applies this fault to every response and request."""
        self._fault = fault
        try:
            yield fault
        finally:
            self._fault = Fault()
            fault.ended.set()

    def close(self):
        _shut(self._listener)
        self._listener.close()
        self.cut()

    def _listen(self):
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=64)
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.accepted += 1
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        host, _, port = self.target.rpartition(":")
        refused = contextlib.suppress(ConnectionRefusedError)  # as the client sees it, too: its connection ends
        with refused, client, socket.create_connection((host, int(port))) as server:
            with self._lock:
                self._connections.add(client)
            threading.Thread(target=self._forward, args=[client, server], daemon=True).start()
            with contextlib.suppress(Cut, OSError):
                while response := self._read(server):
                    self._answer(client, response)
            with self._lock:
                self._connections.discard(client)
            _shut(client)
            _shut(server)

    def _forward(self, client, server):
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                server.sendall(self._fault.request(data))
        _shut(server)

    def _answer(self, client, response):
        for piece in self._fault.pieces(response):
            client.sendall(piece)
            self.sent_bytes += len(piece)


def _shut(connection):
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _read(connection, size):
    data = bytearray()
    while len(data) < size:
        piece = connection.recv(min(size - len(data), 1 << 20))
        if not piece:
            return b""
        data += piece
    return bytes(data)
