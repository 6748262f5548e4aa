# SPDX-License-Identifier: Apache-2.0
"""A cluster of three brokers, for tests that kill, pause and restart brokers."""

from support.kafka_broker import KafkaBroker, start_together
from support.waiting import wait_until

# The cluster soon fences a broker that does not answer.
_IN_A_CLUSTER = """\
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
"""
SIZE = 3


class KafkaCluster:
    def __init__(self, folder):
        self.brokers = {
            number: KafkaBroker(folder / f"broker-{number}", number, "256m", _IN_A_CLUSTER)
            for number in range(1, SIZE + 1)
        }

    def start(self):
        start_together(list(self.brokers.values()))

    def stop(self):
        for broker in self.brokers.values():
            broker.stop()

    def heal(self):
        """Resumes and launches all brokers, whatever a test did to them, and waits until they answer."""
        for broker in self.brokers.values():
            if broker.paused:
                broker.resume()
            if not broker.child.running():
                broker.launch()
        for broker in self.brokers.values():
            broker.wait_answers()

    @property
    def addresses(self):
        return ",".join(broker.address for broker in self.brokers.values())

    def leader(self, topic):
        """Waits until all responsive brokers agree on the topic's leader. Returns the leader."""
        return self.brokers[wait_until(lambda: self._leader(topic), f"{topic.name} has a leader")]

    def wait_led_by_another(self, topic, broker):
        wait_until(
            lambda: self._leader(topic) not in (None, broker.node_id),
            f"broker {broker.node_id} does not lead {topic.name} any more",
        )

    def wait_in_sync(self, topic, brokers=None):
        """Waits until exactly these brokers (None: all) are in sync."""
        wanted = sorted(broker.node_id for broker in brokers or self.brokers.values())
        wait_until(
            lambda: self._agreed(topic, lambda partition: sorted(partition.isrs)) == wanted,
            f"{wanted} are in sync on {topic.name}",
        )

    def report(self):
        return "\n".join(broker.report() for broker in self.brokers.values())

    def _leader(self, topic):
        return self._agreed(topic, lambda partition: partition.leader)

    def _agreed(self, topic, aspect):
        """What all responsive brokers say about the topic's partition; None if they differ or cannot say."""
        partitions = [broker.partition(topic.name) for broker in self.brokers.values() if broker.responsive()]
        if not partitions or None in partitions:
            return None
        answers = [aspect(partition) for partition in partitions]
        usable = all(answer == answers[0] for answer in answers) and answers[0] != -1
        return answers[0] if usable else None
