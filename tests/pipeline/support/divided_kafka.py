# SPDX-License-Identifier: Apache-2.0
"""Three brokers and a controller, with a proxy on each path between them, so that a test can cut a broker off from the
others while clients still reach it."""

import contextlib

from support.kafka_broker import KafkaBroker
from support.kafka_cluster import KafkaCluster
from support.proxy import Proxy, any_bytes
from support.proxy_faults import Vanishes

_SETTINGS = """\
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""
_BROKER = """\
process.roles=broker
listeners=PLAINTEXT://127.0.0.1:{broker_port},PROXIED://127.0.0.1:{proxied_port}
inter.broker.listener.name=PROXIED
replica.lag.time.max.ms=4000
"""
_CONTROLLER = """\
process.roles=controller
listeners=CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=CONTROLLER://127.0.0.1:{controller_port}
"""
_CONTROLLER_ID = 100


class _Broker(KafkaBroker):
    def __init__(self, folder, node_id):
        self.from_peers = Proxy(read=any_bytes)
        self.to_controller = Proxy(read=any_bytes)
        super().__init__(folder, node_id, "256m", _SETTINGS + _BROKER, proxy=self.from_peers.address)

    def start_with(self, cluster_id, controller_address):
        self.take_ports()
        self.from_peers.target = self.proxied_address
        self.to_controller.target = controller_address
        self.format(cluster_id, f"{_CONTROLLER_ID}@{self.to_controller.address}")
        self.launch()

    @contextlib.contextmanager
    def cut_off(self):
        """Nothing passes between this broker and the other brokers or the controller. No connection is closed."""
        with self.from_peers.does(Vanishes()), self.to_controller.does(Vanishes()):
            yield
        self.from_peers.cut()  # bytes were lost on the connections that were open
        self.to_controller.cut()

    def stop(self):
        super().stop()
        self.from_peers.close()
        self.to_controller.close()


class DividedKafka(KafkaCluster):
    def __init__(self, folder):
        self._controller = KafkaBroker(folder / "controller", _CONTROLLER_ID, "256m", _SETTINGS + _CONTROLLER)
        self.brokers = {number: _Broker(folder / f"broker-{number}", number) for number in (1, 2, 3)}

    def start(self):
        voter = self._controller.take_ports()
        cluster_id = self._controller.new_cluster_id()
        self._controller.format(cluster_id, voter)
        self._controller.launch()
        for broker in self.brokers.values():
            broker.start_with(cluster_id, voter.partition("@")[2])
        for broker in self.brokers.values():
            broker.wait_answers()

    def stop(self):
        super().stop()
        self._controller.stop()

    def report(self):
        return f"{super().report()}\n{self._controller.report()}"

    def wait_led_by_another(self, topic, broker):
        """Waits until the others have a leader that is not `broker`. Returns it."""
        others = self.others_than(broker)
        others.wait_led_by_another(topic, broker)
        return others.leader(topic)

    def others_than(self, broker):
        """The cluster as the other brokers see it."""
        others = KafkaCluster.__new__(KafkaCluster)
        others.brokers = {number: other for number, other in self.brokers.items() if other is not broker}
        return others
