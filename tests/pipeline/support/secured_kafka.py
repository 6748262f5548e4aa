# SPDX-License-Identifier: Apache-2.0
"""A Kafka with authentication and authorization: listeners for SASL, for TLS and for both, and an authorizer.

It keeps the plain listener, whose clients may do anything. The tests themselves use it.
"""

import itertools

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from support.certificates import Authority
from support.kafka_broker import KafkaBroker
from support.kafka_client import ask, client_settings
from support.ports import free_port
from support.topic import Topic
from support.waiting import DEADLINE_S

USER, CERTIFICATE_NAME = "rollcall", "rollcall-node"
# They contain characters that end a value, begin a comment or escape the next character in configuration files.
PASSWORD, KEY_PASSWORD = "s3cret='#,; of\\kafka", "s3cret=#,;of-the-key"

LISTENERS = ("SASL_PLAINTEXT", "SASL_SSL", "SSL")

_PROPERTIES = """\
listeners=PLAINTEXT://127.0.0.1:{plain_port},{listeners},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{plain_port},{listeners}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
listener.name.ssl.ssl.client.auth=required
listener.name.sasl_plaintext.sasl.enabled.mechanisms=PLAIN
listener.name.sasl_plaintext.plain.sasl.jaas.config={plain_login}
listener.name.sasl_ssl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config={plain_login}
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:{user};User:CN={certificate_name}
"""


def _plain_login():
    """The one user's JAAS entry. JAAS and the properties file each unescape backslashes, so each is escaped twice."""
    password = PASSWORD.replace("\\", 4 * "\\")
    return f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}="{password}";'


class SecuredKafka(KafkaBroker):
    def __init__(self, folder):
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.ca = Authority(folder, "the-right-ca")
        self.other_ca = Authority(folder, "another-ca")
        self.client = self.ca.issue(CERTIFICATE_NAME, KEY_PASSWORD)
        self._keystore = self.ca.issue("the-broker").with_key()
        self._addresses = {}
        self._numbers = itertools.count(1)

    def take_ports(self):
        """Takes one more port for each listener. Kafka uses the last value of a property that is set twice."""
        controller = super().take_ports()
        self._addresses = {name: f"127.0.0.1:{free_port()}" for name in LISTENERS}
        self._more = _PROPERTIES.format(
            plain_port=self._broker_port,
            controller_port=self._controller_port,
            keystore=self._keystore,
            listeners=",".join(f"{name}://{address}" for name, address in self._addresses.items()),
            truststore=self.ca.certificate,
            plain_login=_plain_login(),
            user=USER,
            certificate_name=CERTIFICATE_NAME,
        )
        return controller

    def start(self):
        super().start()
        self.set_scram_password(PASSWORD)

    def topic(self, listener, create=True):
        """A topic that no other test uses, whose `brokers` is the address of this listener."""
        topic = Topic(self.address, f"status.{next(self._numbers)}")
        if create:
            topic.create()
        topic.brokers = self._addresses[listener]
        return topic

    def records(self, topic):
        """All records of a topic, read through the plain listener."""
        return Topic(self.address, topic.name).records()

    def set_scram_password(self, password):
        """Sets the one user's password for SCRAM."""
        admin = self._admin()  # it must live until the answer arrives
        for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
            change = UserScramCredentialUpsertion(USER, ScramCredentialInfo(mechanism, 4096), password.encode())
            ask(lambda change=change, **limit: admin.alter_user_scram_credentials([change], **limit))

    def allow(self, user, operation, topic):
        """allow("CN=a", "READ", topic)"""
        right = AclBinding(
            ResourceType.TOPIC,
            topic.name,
            ResourcePatternType.LITERAL,
            f"User:{user}",
            "*",
            AclOperation[operation],
            AclPermissionType.ALLOW,
        )
        admin = self._admin()
        admin.create_acls([right])[right].result(DEADLINE_S)

    def _admin(self):
        return AdminClient(client_settings(self.address))
