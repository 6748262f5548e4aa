# SPDX-License-Identifier: Apache-2.0
"""Asks a server's HTTP port. The server must be started with SERVED, or with another --http-listen."""

import collections
import http.client
import re
import socket

from support.waiting import DEADLINE_S

SERVED = ("--http-listen", "127.0.0.1:0")
_HTTP_ON = re.compile(r"^http on (\S+:\d+)$", re.MULTILINE)

Answer = collections.namedtuple("Answer", "status headers text")


def http_address(server):
    """HOST:PORT on loopback."""
    host, port = _HTTP_ON.search(server.child.stdout())[1].rsplit(":", 1)
    return f"{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"


def ask(server, target, method="GET", deadline_s=DEADLINE_S, **headers):
    """`server`: a Rollcalld or HOST:PORT."""
    address = server if isinstance(server, str) else http_address(server)
    connection = http.client.HTTPConnection(address, timeout=deadline_s)
    try:
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
    finally:
        connection.close()


def connect(server, sent=b""):
    """A connection that has sent these bytes and reads nothing."""
    host, port = http_address(server).rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=DEADLINE_S)
    connection.sendall(sent)
    return connection


def follow(server, query=""):
    """A connection that has received the first event of a viewer."""
    connection = connect(server, f"GET /live{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    received = b""
    while b"\n\n" not in received.partition(b"\r\n\r\n")[2]:
        part = connection.recv(4096)
        assert part, f"the stream ended: {received}"
        received += part
    return connection, received.decode()
