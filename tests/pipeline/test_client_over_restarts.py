# SPDX-License-Identifier: Apache-2.0
"""`rollcall watch` resumes by itself when its server comes back, without losing or inventing changes."""

import pytest

from support.compare import list_all
from support.screen import watch_lines
from support.topic import little_endian


@pytest.mark.parametrize("how", ["restart", "kill_and_restart"])
def test_a_watch_over_a_restart(server, topic, start_client, how):
    for node in range(5):
        last = topic.publish(node, {"name_a": ["foo"]})
    list_all(server, min_revision=last)
    client = start_client(server, "watch")
    client.wait_for(lambda: watch_lines(client, "synced"), "the watch has its snapshot")
    seen = len(watch_lines(client, "node"))
    assert seen == 5

    server.child.kill() if how == "kill_and_restart" else server.stop()
    client.wait_for(lambda: watch_lines(client, "lost"), "the loss is shown while it lasts")
    assert watch_lines(client, "lost")[0]["server"] == server.address
    topic.publish(1, {"name_b": ["bar"]})
    topic.produce(little_endian(2), None)
    server.start(server.address)

    client.wait_for(lambda: watch_lines(client, "resumed"), "the watch resumed")
    client.wait_for(lambda: watch_lines(client, "removed"), "the removal is shown")
    client.wait_for(lambda: len(watch_lines(client, "node")) > seen, "the changed node is shown")
    topic.publish(7, {"name_c": ["baz"]})
    client.wait_for(lambda: len(watch_lines(client, "node")) == seen + 2, "the watch is live again")
    assert len(watch_lines(client, "removed")) == 1 and len(watch_lines(client, "node")) == seen + 2
    assert client.running()
