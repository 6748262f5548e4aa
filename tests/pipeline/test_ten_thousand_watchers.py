# SPDX-License-Identifier: Apache-2.0
"""Ten thousand watchers of one server: all get their snapshot, one change reaches all, and all disconnect."""

import pytest

from support.crowd import Crowd, CrowdWatcher
from support.http_port import SERVED
from support.metrics import wait_watchers

_WATCHERS = 10_000
_CONNECTIONS = 20
_WITHIN_S = 120
_NO_HEARTBEAT = {"heartbeat_interval": {"seconds": 300}}  # only changes are sent in the time of the test


@pytest.mark.release_only
def test_ten_thousand_watchers(start_server, topic):
    server = start_server(topic, *SERVED)
    first = [topic.publish(node, {"name_a": ["foo"]}) for node in range(3)][-1]
    crowd = Crowd(
        [server], [CrowdWatcher(_NO_HEARTBEAT | {"min_revision": first}) for _ in range(_WATCHERS)], _CONNECTIONS
    )
    crowd.start()
    crowd.wait_revision(first, _WITHIN_S)
    wait_watchers(server, _WATCHERS)
    last = topic.publish(1, {"name_b": ["foo"]})
    crowd.wait_revision(last, _WITHIN_S)
    crowd.finish()
    for watcher in crowd.watchers:
        assert (watcher.streams, watcher.sent, len(watcher.fold.nodes)) == (1, 4, 3), watcher.fold.header
        assert watcher.fold.nodes[1].revision == last
    wait_watchers(server, 0, _WITHIN_S)
