# SPDX-License-Identifier: Apache-2.0
"""An nginx with TLS and a login in front of a status page, with the configuration of docs/status-page.md."""

import subprocess

from support import cookbook
from support.certificates import Authority
from support.http_port import http_address
from support.nginx import Nginx, installed_nowhere
from support.paths import TOP

USER, PASSWORD = "ops", "correct-horse"


class PageProxy(Nginx):
    """Serves the page of a Rollcalld at https://{address}/rollcall/."""

    def __init__(self, folder, server):
        self._issued = Authority(folder, "ca").issue("status.example")
        self.authority = self._issued.authority
        self._users = folder / "rollcall.users"
        hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True)
        self._users.write_text(f"{USER}:{hashed.stdout}")
        super().__init__(folder, http_address(server))

    def _configuration(self):
        text = cookbook.files(TOP / "docs" / "status-page.md")["nginx.conf"]
        for ours, tried in {
            "listen 443 ssl": f"listen {self.address} ssl",
            "/etc/nginx/status.example.pem": self._issued.certificate,
            "/etc/nginx/status.example.key": self._issued.key,
            "/etc/nginx/rollcall.users": self._users,
            "127.0.0.1:9464": self._targets[0],
        }.items():
            assert text.count(ours) == 1, f"{ours} is {text.count(ours)} times in nginx.conf"
            text = text.replace(ours, str(tried))
        return installed_nowhere(text, self._folder)
