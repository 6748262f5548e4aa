# SPDX-License-Identifier: Apache-2.0
"""The only broker is killed and started again, which takes so long that its topics are read again. Nobody writes to
them meanwhile."""

import pytest

from support.api import pb
from support.topic import Topic
from support.waiting import wait_until
from support.watched_topic import WatchedTopic

pytestmark = pytest.mark.release_only

_TOPICS = 5  # servers learn in different orders that the broker is back
_QUIET_S = 3  # the topic is described every two seconds


@pytest.fixture
def all_watched(own_kafka, start_server):
    all_watched = []
    for number in range(_TOPICS):
        topic = Topic(own_kafka.address, f"status.{number}").create()
        all_watched.append(WatchedTopic(topic, start_server(topic)))
        all_watched[-1].start()
    yield all_watched
    for watched in all_watched:
        watched.watch.stopping.set()


def _wait_quiet(watched):
    """Waits until nothing has been read for a while, although brokers answered."""
    begin_s = _as_of_s(watched)
    wait_until(lambda: _as_of_s(watched) > begin_s + _QUIET_S, "evidence goes on")


def _as_of_s(watched):
    return watched.header().as_of_time.ToNanoseconds() / 1e9


def test_nothing_is_unreadable_and_no_topic_is_another(own_kafka, all_watched):
    for watched in all_watched:
        _wait_quiet(watched)
    own_kafka.stop()
    own_kafka.launch()
    own_kafka.wait_answers()
    for watched in all_watched:
        watched.wait_state(pb.SOURCE_STATE_CURRENT)
        watched.wait_shown()
        assert "unreadable" not in watched.server.child.stderr()
        watched.finish()
