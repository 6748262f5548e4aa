# SPDX-License-Identifier: Apache-2.0
"""An nginx in front of a server, HTTP/2 in clear on both sides."""

import shutil
import signal

import grpc

from support.kafka_broker import free_port
from support.paths import DEPS
from support.process import Child

# A watch may be silent for the heartbeat interval, which is 5 minutes at most. By default nginx ends it after 60 s.
_CONFIGURATION = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr notice;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {address} http2;
        location / {{
            grpc_pass grpc://{target};
            grpc_read_timeout 10m;
            grpc_send_timeout 10m;
            client_max_body_size 0;
        }}
    }}
}}
"""


class Nginx:
    """Starts on a free port before `target`, a HOST:PORT. Has an `address` and a `channel`, as a Rollcalld has."""

    def __init__(self, folder, target):
        self._folder = folder / "nginx"
        self._folder.mkdir()
        for attempts_left in (2, 1, 0):
            self.address = f"127.0.0.1:{free_port()}"
            self.child = self._launch(target)
            try:
                self.child.wait_for(self._listens, "nginx listens")
                break
            except AssertionError:
                if not attempts_left or "Address already in use" not in self.child.stderr():
                    raise
        self.channel = grpc.insecure_channel(self.address, options=[("grpc.enable_retries", 0)])

    def reload(self):
        """Starts a new worker. The old one serves its calls to their ends."""
        self.child.signal(signal.SIGHUP)

    def stop(self):
        self.channel.close()
        self.child.stop()

    def _launch(self, target):
        file = self._folder / "nginx.conf"
        file.write_text(_CONFIGURATION.format(folder=self._folder, address=self.address, target=target))
        program = shutil.which("nginx") or DEPS / "nginx" / "usr" / "sbin" / "nginx"
        return Child([program, "-p", self._folder, "-c", file, "-e", "stderr"], self._folder, "nginx")

    def _listens(self):
        return "start worker process" in self.child.stderr()
