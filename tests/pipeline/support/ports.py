# SPDX-License-Identifier: Apache-2.0
"""Free ports for processes that have to be told theirs."""

import random
import socket

# Below the ports that Linux gives to outgoing connections, which could otherwise take the port of a stopped broker.
_PORTS = range(15000, 32000)


def free_port():
    """Returns a port on which no process listens. Another process may take it at any time, so callers must retry."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def start_on_free_ports(start, is_taken):
    """Calls start(), which chooses ports, again with others if it fails because another process took one of them
    meanwhile; is_taken() says so."""
    for attempts_left in (2, 1, 0):
        try:
            return start()
        except AssertionError:
            if not attempts_left or not is_taken():
                raise
