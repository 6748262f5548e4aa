# SPDX-License-Identifier: Apache-2.0
"""The settings of the tests' own Kafka clients."""


def client_settings(brokers, more=None):
    """librdkafka would write to the log of the tests whenever a broker ends or is cut off, as many tests want it. What
    goes wrong for a client is what its call raises, or its callback gets."""
    return {"bootstrap.servers": brokers, "log_level": 0} | (more or {})
