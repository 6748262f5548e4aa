# SPDX-License-Identifier: Apache-2.0
"""A wrong security setting is reported within seconds, with the property to check."""

import re
import time

import grpc
import pytest

from support.api import pb
from support.errors import assert_refused, list_error
from support.secured_kafka import PASSWORD
from support.tools import agent, rollcall
from support.waiting import DEADLINE_S, wait_until
from support.ways_in import ways_in

# Well below the agent's --timeout of 30 s.
_WITHIN_S = 15
_LIBRARY = re.compile(r'level=warning msg=kafka .* text="(.*?)(?: \(after [^"]*)?" held_back=')


def _wrong_password(kafka):
    return ways_in(kafka)["PLAIN"].but(sasl_password="hunter2"), ("sasl.password", "Invalid username or password")


def _unknown_mechanism(kafka):
    return ways_in(kafka)["PLAIN"].but(sasl_mechanism="SCRAM-SHA-512"), ("sasl.mechanism", "SCRAM-SHA-512")


def _wrong_ca(kafka):
    return ways_in(kafka)["TLS and PLAIN"].but(ssl_ca_location=kafka.other_ca.certificate), ("ssl.ca.location", "verif")


def _no_certificate(kafka):
    way = ways_in(kafka)["certificate"]
    return way.but(ssl_certificate_location=None, ssl_key_location=None, ssl_key_password=None), (
        "ssl.certificate.location",
    )


def _plain_text_to_tls(kafka):
    return ways_in(kafka)["certificate"].but(security_protocol="PLAINTEXT"), ("security.protocol",)


# Each returns (the way in, the words that the error must contain).
FAULTS = [_wrong_password, _unknown_mechanism, _wrong_ca, _no_certificate, _plain_text_to_tls]


def _name_of(fault):
    return fault.__name__.strip("_")


@pytest.mark.parametrize("fault", FAULTS, ids=_name_of)
def test_agent(secured_kafka, fault):
    way, words = fault(secured_kafka)
    topic = secured_kafka.topic(way.listener)
    begin = time.monotonic()
    done = agent(topic, *way.flags(), "create-topic").check(1)
    assert time.monotonic() - begin < _WITHIN_S, done
    assert len([line for line in done.stderr.splitlines() if "still waiting" not in line]) == 1, done
    assert all(word in done.stderr for word in (topic.brokers, *words)) and "hunter2" not in done.stderr, done


def _assert_unreachable(server):
    assert_refused(
        lambda: server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S),
        grpc.StatusCode.UNAVAILABLE,
        "BROKER_UNREACHABLE",
        "RetryInfo",
    )


def _wait_known(server, words):
    wait_until(
        lambda: all(word in list_error(server).details() for word in words),
        lambda: f"the error says {words}: {list_error(server)}",
        _WITHIN_S,
    )


def _is_logged(server, words):
    lines = server.child.stderr().splitlines()
    return any("level=warning" in line and all(word in line for word in words) for line in lines)


def _assert_said_once(server):
    """Kafka's library says it for each client, again and again; the log has each text once, without its times."""
    texts = _LIBRARY.findall(server.child.stderr())
    assert texts and len(texts) == len(set(texts)), server.child.report()


@pytest.mark.parametrize("fault", [_wrong_password, _wrong_ca, _plain_text_to_tls], ids=_name_of)
def test_server(secured_kafka, start_server, fault):
    way, words = fault(secured_kafka)
    topic = secured_kafka.topic(way.listener)
    server = start_server(topic, *way.flags(), wait=False)
    _wait_known(server, (topic.brokers, *words))
    _assert_unreachable(server)
    assert server.health() == "NOT_SERVING" and server.health("") == "SERVING"
    done = rollcall(server, "--timeout", "5s", "list").check(4)
    assert all(word in done.stderr for word in words), done
    wait_until(lambda: _is_logged(server, words), server.child.report, _WITHIN_S)
    assert len(server.child.stderr().splitlines()) < 30, server.child.report()
    _assert_said_once(server)


def test_server_heals_when_the_password_becomes_right(secured_kafka, start_server):
    way = ways_in(secured_kafka)["TLS and SCRAM-SHA-512"].but(sasl_password="the next one")
    topic = secured_kafka.topic(way.listener)
    server = start_server(topic, *way.flags(), wait=False)
    _wait_known(server, ("sasl.password",))
    try:
        secured_kafka.set_scram_password("the next one")
        server.wait_serving()
    finally:
        secured_kafka.set_scram_password(PASSWORD)


def test_password_that_does_not_decrypt_the_key(secured_kafka):
    way = ways_in(secured_kafka)["certificate"].but(ssl_key_password="hunter2")
    done = agent(secured_kafka.topic(way.listener), *way.flags(), "create-topic").check(1)
    assert "ssl.key.location" in done.stderr and "password" in done.stderr and "hunter2" not in done.stderr, done
