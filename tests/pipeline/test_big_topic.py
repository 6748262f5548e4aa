# SPDX-License-Identifier: Apache-2.0
"""A log of 200,000 records of few nodes, read without and with an interruption."""

import pytest

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.proxy_faults import Throttles
from support.stopped import stopped
from support.topic import little_endian, status_json
from support.waiting import wait_until

_RECORDS, _NODES = 200_000, 1_000
_NOT_COMPACTED = {"cleanup.policy": "compact"}  # Kafka never compacts the active segment, here of a gigabyte
_BYTES_PER_S = 20_000_000


@pytest.fixture(scope="module")
def topic(proxied_kafka):
    topic = proxied_kafka.new_topic(config=_NOT_COMPACTED)
    topic.produce_many((little_endian(number % _NODES), _value(number)) for number in range(_RECORDS))
    assert topic.end() == _RECORDS
    return topic


def _value(number):
    """Every 50th node is deleted again and again, some of them for good."""
    node = number % _NODES
    return None if node % 50 == 0 and number % 7 else status_json(node, {f"name_{number}": ["foo"]})


def _assert_shown(server, records):
    header, nodes = list_all(server, min_revision=records[-1].offset, view=pb.NODE_VIEW_FULL)
    assert_equals_reference(header, nodes, records)
    assert 0 < len(nodes) < _NODES


def test_read_in_one_go(topic, start_server):
    _assert_shown(start_server(topic), topic.records())


def test_stopped_in_the_middle_of_reading(topic, proxied_kafka, start_server):
    proxy = proxied_kafka.proxy
    begin, a_quarter = proxy.sent_bytes, sum(len(_value(number) or b"") for number in range(_RECORDS // 4))
    with proxy.does(Throttles(_BYTES_PER_S)) as fault:
        server = start_server(proxied_kafka.through_proxy(topic), wait=False)
        wait_until(lambda: proxy.sent_bytes > begin + a_quarter, "a part was read")
        with stopped(server):
            sent = proxy.sent_bytes - begin
            assert sent < 3 * a_quarter, "the whole log was read before the server was stopped"
            topic.produce(little_endian(1), None)
            topic.publish(2, {"name_new": ["foo"]})
        server.wait_serving()
        assert fault.met
    _assert_shown(server, topic.records())
