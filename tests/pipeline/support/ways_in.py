# SPDX-License-Identifier: Apache-2.0
"""The ways to log in to a SecuredKafka, as properties of librdkafka."""

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


def _scram(kafka, mechanism):
    return WayIn(
        "SASL_SSL",
        ssl_ca_location=kafka.ca.certificate,
        sasl_mechanism=mechanism,
        sasl_username=USER,
        sasl_password=PASSWORD,
    )


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
        "TLS and SCRAM-SHA-256": _scram(kafka, "SCRAM-SHA-256"),
        "TLS and SCRAM-SHA-512": _scram(kafka, "SCRAM-SHA-512"),
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
