# SPDX-License-Identifier: Apache-2.0
"""Certificates for one test run, created by openssl."""

import subprocess

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def _openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"openssl {' '.join(map(str, words))}: {done.stdout}{done.stderr}"


class Authority:
    """A certificate authority (CA) with its own key."""

    def __init__(self, folder, name):
        self.folder = folder
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        _openssl(
            "req", "-x509", *_NEW_KEY, "-nodes", "-keyout", self._key, "-out", self.certificate, "-subj", f"/CN={name}"
        )

    def issue(self, name, password=None):
        """Creates a certificate for CN=`name` at 127.0.0.1. The key is encrypted if a password is given."""
        issued = Certificate(self.folder, name, self.certificate)
        encryption = ["-passout", f"pass:{password}"] if password else ["-nodes"]
        _openssl(
            "req",
            "-x509",
            *_NEW_KEY,
            *encryption,
            "-keyout",
            issued.key,
            "-out",
            issued.certificate,
            "-subj",
            f"/CN={name}",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-CA",
            self.certificate,
            "-CAkey",
            self._key,
        )
        return issued


class Certificate:
    def __init__(self, folder, name, authority):
        self.authority = authority  # the certificate of who issued it
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"

    def with_key(self):
        """Writes the key and the certificate into one file, the form of Kafka's PEM key stores."""
        both = self.certificate.with_suffix(".both.pem")
        both.write_text(self.key.read_text() + self.certificate.read_text())
        return both
