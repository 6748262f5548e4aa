# SPDX-License-Identifier: Apache-2.0
"""Servers that are no rollcalld, as a wrong address reaches them, and an HTTP proxy that connects to servers."""

import base64
import contextlib
import socket
import threading

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_HEADERS, _SETTINGS = 1, 4
_END_STREAM, _END_HEADERS = 1, 4
_STATUS = 0x08  # a literal header without indexing; its name is that of entry 8 of the static table of HPACK, :status


class OtherServer:
    """Answers each connection on a free port of the loopback interface by serve(connection), in a thread."""

    def __init__(self, serve, port=0):
        self._serve = serve
        self.accepted = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # close() alone does not wake the accepting thread
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.accepted.set()
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection):
        with connection, contextlib.suppress(OSError, EOFError):
            self._serve(connection)


def silent(connection):
    """Takes what comes and says nothing."""
    while connection.recv(65536):
        pass


def http1(status):
    """A server of HTTP/1.1 that answers everything with this status."""

    def serve(connection):
        connection.recv(65536)
        connection.sendall(f"HTTP/1.1 {status} Some Reason\r\nContent-Length: 0\r\n\r\n".encode())
        silent(connection)

    return serve


def http2(status):
    """A server of HTTP/2 that answers each request with this status, as a web server or proxy does: not as gRPC."""

    def serve(connection):
        connection.sendall(_frame(_SETTINGS, 0, 0, b""))
        _read(connection, len(_PREFACE))
        while True:
            head = _read(connection, 9)
            _read(connection, int.from_bytes(head[:3], "big"))
            if head[3] == _HEADERS:
                stream = int.from_bytes(head[5:], "big")
                header = bytes([_STATUS, 3]) + str(status).encode()
                connection.sendall(_frame(_HEADERS, _END_STREAM | _END_HEADERS, stream, header))

    return serve


class ConnectProxy(OtherServer):
    """An HTTP proxy that takes CONNECT, and nothing else. Refuses with `status` if that is given."""

    def __init__(self, status=None):
        self.requested = []  # the HOST:PORT of each request
        self.credentials = []  # the decoded user and password of each request; None without
        self._status = status
        super().__init__(self._connect)

    def _connect(self, client):
        lines = _read_head(client).decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        assert method == "CONNECT"
        self.requested.append(target)
        self.credentials.append(_credentials(lines[1:]))
        if self._status:
            client.sendall(f"HTTP/1.1 {self._status} Some Reason\r\n\r\n".encode())
            return
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port))) as server:
            client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            threading.Thread(target=_forward, args=[server, client], daemon=True).start()
            _forward(client, server)


def _credentials(headers):
    for header in headers:
        name, _, value = header.partition(":")
        if name.lower() == "proxy-authorization":
            return base64.b64decode(value.strip().removeprefix("Basic ")).decode()
    return None


def _forward(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def _read(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _read_head(connection):
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        data += _read(connection, 1)
    return data.removesuffix(b"\r\n\r\n")
