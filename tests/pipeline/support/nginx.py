# SPDX-License-Identifier: Apache-2.0
"""An nginx in front of servers, HTTP/2 in clear on both sides, with the configuration of docs/cookbook.md."""

import getpass
import re
import shutil
import signal

import grpc

from support import cookbook
from support.paths import DEPS
from support.ports import free_port, start_on_free_ports
from support.process import Child

PROGRAM = shutil.which("nginx") or DEPS / "nginx" / "usr" / "sbin" / "nginx"

_TOP = """\
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr notice;
"""
_HTTP = """
    log_format calls '$connection $request_uri $upstream_status';
    access_log {folder}/calls calls;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;"""
_SERVER = re.compile(r"^( *server )\S+:\d+(.*;.*\n)(?:^ *server \S+:\d+.*;.*\n)*", re.MULTILINE)


def installed_nowhere(text, folder):
    """A configuration for an nginx that is not installed: everything it writes goes into the folder, and it reads what
    this process may read."""
    return _TOP.format(folder=folder, user=getpass.getuser()) + text.replace(
        "http {", "http {" + _HTTP.format(folder=folder), 1
    )


def configuration(folder, address, targets, **directives):
    """The cookbook's nginx.conf for these addresses, with other values for some directives."""
    text = cookbook.files()["nginx.conf"]
    text = _replaced(_SERVER, lambda line: "".join(f"{line[1]}{target}{line[2]}" for target in targets), text)
    text = _replaced(re.compile(r"listen \S+:\d+"), lambda _: f"listen {address}", text)
    for name, value in directives.items():
        text = _with_directive(text, name, value)
    return installed_nowhere(text, folder)


def _replaced(pattern, new, text):
    text, count = pattern.subn(new, text)
    assert count == 1, f"{pattern.pattern} is {count} times in nginx.conf"
    return text


def _with_directive(text, name, value):
    """Replaces a directive that the configuration has, or adds it to the server."""
    text, count = re.subn(rf"\b{name} [^;]*;", f"{name} {value};", text)
    return text if count else text.replace("location / {", f"{name} {value};\n        location / {{", 1)


class Nginx:
    """Starts on a free port before servers, each a HOST:PORT. Has an `address` and a `channel`, as a Rollcalld has.
    `directives` are those of nginx.conf that have another value than there."""

    def __init__(self, folder, *targets, **directives):
        self._folder = folder / "nginx"
        self._folder.mkdir()
        self._targets, self._directives, self._starts = targets, directives, 0
        start_on_free_ports(self._start_anew, lambda: "Address already in use" in self.child.stderr())
        self.channel = grpc.insecure_channel(self.address, options=[("grpc.enable_retries", 0)])

    def _start_anew(self):
        self.address = f"127.0.0.1:{free_port()}"
        self.start()

    def start(self):
        """Starts it again, on the same port."""
        self._starts += 1
        self.file = self._folder / "nginx.conf"
        self.file.write_text(self._configuration())
        command = [PROGRAM, "-p", self._folder, "-c", self.file, "-e", "stderr"]
        self.child = Child(command, self._folder, f"nginx-{self._starts}")
        self.child.wait_for(self._listens, "nginx listens")

    def reload(self):
        """Starts a new worker. The old one serves its calls to their ends, or until worker_shutdown_timeout."""
        self.child.signal(signal.SIGHUP)

    def kill(self):
        """Ends all of its processes. SIGTERM makes nginx close its connections without waiting for calls."""
        self.child.stop()

    def stop(self):
        self.channel.close()
        self.kill()

    def calls(self):
        """The calls that have ended so far, as (number of the client's connection, URI, statuses), where
        statuses are the HTTP statuses of the servers that were tried: "502, 200"."""
        return [tuple(line.split(maxsplit=2)) for line in (self._folder / "calls").read_text().splitlines()]

    def workers(self):
        """How many workers it has started so far, one by one."""
        return len(re.findall(r"start worker process \d", self.child.stderr()))

    def _configuration(self):
        return configuration(self._folder, self.address, self._targets, **self._directives)

    def _listens(self):
        return self.workers() > 0
