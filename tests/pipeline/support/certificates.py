# SPDX-License-Identifier: Apache-2.0
"""Certificates of a test's own, made by openssl."""

import subprocess

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def _openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"openssl {' '.join(map(str, words))}: {done.stdout}{done.stderr}"


class Authority:
    """A CA with a key of its own."""

    def __init__(self, folder, name):
        self.folder = folder
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        _openssl("req", "-x509", *_NEW_KEY, "-nodes", "-keyout", self._key, "-out", self.certificate, "-subj", f"/CN={name}")

    def issue(self, name, password=None):
        """A certificate for CN=`name` at 127.0.0.1, its key encrypted where there is a password."""
        issued = Certificate(self.folder, name)
        lock = ["-passout", f"pass:{password}"] if password else ["-nodes"]
        _openssl("req", "-x509", *_NEW_KEY, *lock, "-keyout", issued.key, "-out", issued.certificate, "-subj", f"/CN={name}",
                 "-addext", "subjectAltName=IP:127.0.0.1", "-CA", self.certificate, "-CAkey", self._key)
        return issued


class Certificate:
    def __init__(self, folder, name):
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"

    def with_key(self):
        """One file with the key and the certificate, as Kafka takes a PEM key store."""
        both = self.certificate.with_suffix(".both.pem")
        both.write_text(self.key.read_text() + self.certificate.read_text())
        return both
