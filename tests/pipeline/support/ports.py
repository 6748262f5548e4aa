# SPDX-License-Identifier: Apache-2.0
"""Free ports for processes that have to be told theirs, and ports on which nobody listens."""

import random
import socket

# Below the ports that Linux gives to outgoing connections, which could otherwise take the port of a stopped broker.
_PORTS = range(15000, 32000)
_kept = []  # sockets of refusing_address, until this process ends


def free_port():
    """Returns a port on which no process listens. Another process may take it at any time, so callers must retry."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def refusing_address():
    """Returns an address that refuses connections as long as this process lives: its port is taken, and nobody
    listens. A free port could get a listener of another test meanwhile."""
    _kept.append(socket.socket())
    _kept[-1].bind(("127.0.0.1", 0))
    return f"127.0.0.1:{_kept[-1].getsockname()[1]}"


def start_on_free_ports(start, is_taken):
    """Calls start(), which chooses ports, again with others if it fails because another process took one of them
    meanwhile; is_taken() says so."""
    for attempts_left in (2, 1, 0):
        try:
            return start()
        except AssertionError:
            if not attempts_left or not is_taken():
                raise
