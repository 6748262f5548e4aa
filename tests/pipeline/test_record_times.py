# SPDX-License-Identifier: Apache-2.0
"""Records whose time a producer's clock has set, which may be wrong."""

import re
import time

import pytest

from support.compare import assert_list_equals_topic
from support.screen import table_rows
from support.tools import rollcall
from support.topic import COMPACTED

_ANY_TIME = {
    "message.timestamp.type": "CreateTime",
    "message.timestamp.before.max.ms": str(2**63 - 1),
    "message.timestamp.after.max.ms": str(2**63 - 1),
}
_YEAR_10000_MS = 253_402_300_800_000
_STALE = "stale: its status is dated 3 h ahead (clock?), it promised to publish every 60 s"


@pytest.fixture
def topic(new_topic):
    return new_topic(config=COMPACTED | _ANY_TIME)


def _published(server, last):
    """The column PUBLISHED of `rollcall nodes`, and its output."""
    done = rollcall(server, "nodes", "--min-revision", last).check()
    rows = table_rows(done.stdout)
    return [row[rows[0].index("PUBLISHED")] for row in rows[1:]], done


def test_a_record_from_the_future_is_named_and_is_no_proof_of_life(server, topic, start_client):
    future_ms = round((time.time() + 3.5 * 3600) * 1000)
    topic.publish(1, {"name_a": ["foo"]}, lease_s=60)
    topic.publish(2, {"name_a": ["foo"]}, timestamp_ms=future_ms)
    last = topic.publish(3, {"name_a": ["foo"]}, timestamp_ms=future_ms, lease_s=60)

    published, done = _published(server, last)
    assert re.fullmatch(r"[\d.]+ s ago", published[0]) and published[1:] == ["in 3 h (clock?)"] * 2, done
    assert done.stdout.count("stale: ") == done.stdout.count("up,stale") == 1, done
    assert done.stdout.endswith(f"{_STALE}\n"), done

    done = rollcall(server, "list", "--format", "wide").check()
    assert done.stdout.count("in 3 h (clock?)") == 2, done
    assert done.stderr.splitlines() == ["the status of node 2 is dated 3 h ahead (clock?)", f"node 3 is {_STALE}"]

    watch = start_client(server, "watch", "--format", "log")
    watch.wait_for(lambda: "complete at revision" in watch.stdout(), "the snapshot is complete")
    assert re.findall(r"node (\d) is up and runs name_a(.*) \(offset", watch.stdout()) == [
        ("1", ""),
        ("2", ", dated 3 h ahead (clock?)"),
        ("3", ", dated 3 h ahead (clock?)"),
    ]


def test_a_time_that_publish_time_cannot_hold_is_shown_in_milliseconds(server, topic):
    topic.publish(1, timestamp_ms=_YEAR_10000_MS - 1)
    last = topic.publish(2, timestamp_ms=_YEAR_10000_MS, lease_s=60)
    _, nodes = assert_list_equals_topic(server, topic, last)  # computes each fingerprint from the node's fields
    assert nodes[0].publish_time.ToJsonString() == "9999-12-31T23:59:59.999Z"
    assert not nodes[0].HasField("raw_timestamp_ms")
    assert not nodes[1].HasField("publish_time") and nodes[1].raw_timestamp_ms == _YEAR_10000_MS

    published, done = _published(server, last)
    assert all(re.fullmatch(r"in \d{7} d \(clock\?\)", text) for text in published), done
    assert re.search(r"stale: its status is dated \d{7} d ahead", done.stdout), done
