# SPDX-License-Identifier: Apache-2.0
"""Receives what a program tells systemd: sd_notify(3) on a real socket."""

import socket
import threading
import time

from support.waiting import wait_until


class Systemd:
    """The end that systemd has. `path`: of the file, or an abstract name that begins with a zero byte."""

    def __init__(self, path):
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._messages = []
        self._seen = 0  # messages, by wait_line
        threading.Thread(target=self._receive, daemon=True).start()

    def _receive(self):
        while True:
            text = self._socket.recv(4096).decode()
            self._messages.append((time.monotonic(), dict(line.split("=", 1) for line in text.splitlines())))

    def messages(self, since=0):
        return [message for _, message in self._messages[since:]]

    def count(self):
        return len(self._messages)

    def last(self, name):
        """When the last message with that name came."""
        return max((when for when, message in self._messages if name in message), default=None)

    def wait(self, condition, what, since=0):
        """The first message for which the condition is true."""

        def find():
            return next(filter(condition, self.messages(since)), None)

        return wait_until(find, lambda: f"{what}; got {self.messages()}")

    def wait_line(self, name, value):
        """Waits for a message that says NAME=VALUE, after the one that the call before this one found."""

        def find():
            for number, message in enumerate(self.messages(self._seen), self._seen + 1):
                if message.get(name) == value:
                    return number
            return None

        self._seen = wait_until(find, lambda: f"{name}={value}; got {self.messages(self._seen)}")
