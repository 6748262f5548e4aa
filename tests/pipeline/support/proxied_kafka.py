# SPDX-License-Identifier: Apache-2.0
"""A Kafka of one broker. The server under test reaches it through a proxy, the tests themselves directly."""

import collections
import itertools

from support.kafka_broker import KafkaBroker
from support.proxy import Proxy
from support.topic import Topic

# What start_server() needs to know of a topic.
Address = collections.namedtuple("Address", "brokers name")
_numbers = itertools.count(1)


class ProxiedKafka:
    def __init__(self, folder):
        self.proxy = Proxy()
        self._broker = KafkaBroker(folder, heap="256m", proxy=self.proxy.address)

    def start(self):
        self._broker.start()
        self.proxy.target = self._broker.proxied_address

    def stop(self):
        self.proxy.close()
        self._broker.stop()

    def new_topic(self, **how):
        return Topic(self._broker.address, f"status.{next(_numbers)}").create(**how)

    def through_proxy(self, topic):
        return Address(self.proxy.address, topic.name)

    def report(self):
        return self._broker.report()
