# SPDX-License-Identifier: Apache-2.0
"""The settings of the tests' own Kafka clients, and requests to change something."""

import itertools

from confluent_kafka import KafkaException

from support.waiting import wait_until

ATTEMPT_S = 10


def client_settings(brokers, more=None):
    """librdkafka would write to the log of the tests whenever a broker ends or is cut off, as many tests want it. What
    goes wrong for a client is what its call raises, or its callback gets."""
    return {"bootstrap.servers": brokers, "log_level": 0} | (more or {})


def ask(send, carried_out=None):
    """Sends a request of an AdminClient until it is answered: a broker that was paused or started a moment ago can lose
    one. send(request_timeout=…) returns {…: future}. `carried_out`: the name of an error that, from the second attempt
    on, means that an earlier one did it."""
    attempts = itertools.count()

    def is_answered():
        expected = carried_out if next(attempts) > 0 else None
        return all(_is_answered(future, expected) for future in send(request_timeout=ATTEMPT_S).values())

    wait_until(is_answered, "Kafka answers a request")


def _is_answered(future, expected):
    try:
        future.result(ATTEMPT_S + 1)
    except TimeoutError:
        return False
    except KafkaException as error:
        name = error.args[0].name()
        if name in ("_TIMED_OUT", "REQUEST_TIMED_OUT"):
            return False
        if name != expected:
            raise
    return True
