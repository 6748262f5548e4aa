# SPDX-License-Identifier: Apache-2.0
"""The ways to log in to a SecuredKafka, as properties of librdkafka."""

import pathlib

import confluent_kafka

from support.secured_kafka import KEY_PASSWORD, PASSWORD, USER


class WayIn:
    def __init__(self, listener, **properties):
        """`properties`: librdkafka's, with _ in place of each dot."""
        self.listener = listener
        self.properties = {"security.protocol": listener} | _dotted(properties)

    def but(self, **properties):
        """A copy with some properties changed; None removes one."""
        other = WayIn(self.listener)
        merged = self.properties | _dotted(properties)
        other.properties = {name: value for name, value in merged.items() if value is not None}
        return other

    def lines(self):
        return [f"{name}={value}" for name, value in self.properties.items()]

    def flags(self):
        return [word for line in self.lines() for word in ("-X", line)]


def _dotted(properties):
    return {name.replace("_", "."): value for name, value in properties.items()}


def ways_in(kafka):
    """{name: WayIn}"""
    return {
        "PLAIN": WayIn("SASL_PLAINTEXT", sasl_mechanism="PLAIN", sasl_username=USER, sasl_password=PASSWORD),
        "TLS and PLAIN": WayIn(
            "SASL_SSL",
            ssl_ca_location=kafka.ca.certificate,
            sasl_mechanism="PLAIN",
            sasl_username=USER,
            sasl_password=PASSWORD,
        ),
        "TLS and SCRAM": WayIn(
            "SASL_SSL",
            ssl_ca_location=kafka.ca.certificate,
            sasl_mechanism="SCRAM-SHA-256",
            sasl_username=USER,
            sasl_password=PASSWORD,
        ),
        "certificate": with_certificate(kafka, kafka.client, ssl_key_password=KEY_PASSWORD),
    }


def with_certificate(kafka, certificate, **properties):
    return WayIn(
        "SSL",
        ssl_ca_location=kafka.ca.certificate,
        ssl_certificate_location=certificate.certificate,
        ssl_key_location=certificate.key,
        **properties,
    )


def newer_librdkafka(folder):
    """Environment variables that make a program load the librdkafka of Python's client instead of the system's.

    Debian 12's has a bug in SCRAM (https://github.com/confluentinc/librdkafka/pull/4895) that Kafka 4 does not
    tolerate.
    """
    bundled = pathlib.Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"
    link = folder / "librdkafka.so.1"
    if not link.is_symlink():
        link.symlink_to(next(bundled.glob("librdkafka-*.so.1")))
    return {"LD_LIBRARY_PATH": str(folder)}
