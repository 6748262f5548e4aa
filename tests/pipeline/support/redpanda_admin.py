# SPDX-License-Identifier: Apache-2.0
"""An HTTP server that answers GET /v1/transform as Redpanda's admin API does, and as it should not."""

import http.server
import json
import socket
import ssl
import threading

# The values of a transform's environment may be secrets.
ENVIRONMENT = [{"key": "PASSWORD", "value": "s3cret-of-a-transform"}]
DISABLED = (
    400,
    {"message": "data transforms disabled - use `rpk cluster config set data_transforms_enabled true`", "code": 400},
)


def transform(name, partitions, outputs=("out",), input_topic="in"):
    """`partitions`: {number: (node id, state)}."""
    return {
        "name": name,
        "input_topic": input_topic,
        "output_topics": list(outputs),
        "environment": ENVIRONMENT,
        "status": [
            {"node_id": node_id, "partition": number, "status": state, "lag": 7, "core": 1}
            for number, (node_id, state) in partitions.items()
        ],
    }


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.admin.answer_request(self)

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), _Handler)
        self._connections = []

    def process_request(self, request, client_address):
        self._connections.append(request)
        super().process_request(request, client_address)

    def close_connections(self):
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already

    def handle_error(self, *_):  # such as a client that has no certificate, or that was killed
        pass


class RedpandaAdmin:
    """Answers every request as it was set last. `requests` has the headers of each request."""

    def __init__(self, certificate=None, client_authority=None, port=0):
        """https with a `certificate` (support/certificates.py); clients need one of `client_authority`, if given."""
        self.requests = []
        self._released = threading.Event()
        self._server = _Server(port)
        self._server.admin = self
        self._scheme = "http"
        if certificate:
            self._scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.certificate, certificate.key)
            if client_authority:
                context.load_verify_locations(client_authority.certificate)
                context.verify_mode = ssl.CERT_REQUIRED
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.report()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self):
        return self._server.server_address[1]

    @property
    def url(self):
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def report(self, *transforms):
        """Reports these transforms from now on."""
        self._set(lambda request: self._send(request, 200, list(transforms)))

    def answer(self, status, content, **headers):
        """`content`: bytes, or what becomes JSON. Underscores in names of headers become hyphens."""
        self._set(lambda request: self._send(request, status, content, **headers))

    def cut(self):
        """The connection is closed in the middle of an answer."""

        def send(request):
            request.send_response(200)
            request.send_header("Content-Length", "1000")
            request.end_headers()
            request.wfile.write(b'[{"name": "mask", "input_')
            request.close_connection = True

        self._set(send)

    def hang(self):
        """Takes requests and answers none of them, until the end."""
        self._set(lambda request: self._released.wait())

    def require(self, authorization):
        """From now on, requests without this header Authorization are refused."""
        allowed = self._answer

        def send(request):
            if request.headers.get("Authorization") == authorization:
                return allowed(request)
            return self._send(request, 401, {"message": "Unauthorized", "code": 401}, WWW_Authenticate="Basic")

        self._set(send)

    def answer_request(self, request):
        assert request.path == "/v1/transform", request.path
        answer = self._answer
        self.requests.append(dict(request.headers))
        answer(request)

    def close(self):
        """As if the process ended: its port is closed, and so are its connections. May be called again."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.close_connections()

    def _set(self, answer):
        self._answer = answer

    def _send(self, request, status, content, **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
