# SPDX-License-Identifier: Apache-2.0
"""Each rule of include_rules.py lets through what it should, and fails on what it should."""

import pathlib
import tempfile
import unittest

import include_rules

NOT_ALLOWED = [
    # The rooms' arrows.
    ("base/log.h", "topic/record/key.h"),
    ("base/log.h", "rollcall/v1/rollcall.pb.h"),
    ("topic/topic_check.cc", "server/state/store.h"),
    ("topic/topic_check.cc", "client/lib/stub.h"),
    ("topic/topic_check.cc", "agent/publisher/node_value.h"),
    ("topic/topic_check.cc", "topic/kafka/kafka_error.h"),
    ("topic/record/key.cc", "topic/kafka/kafka_error.h"),
    ("topic/record/key.cc", "rollcall/v1/rollcall.pb.h"),
    ("topic/kafka/kafka_log.cc", "server/feed/kafka_reader.h"),
    ("server/encoding/node_encoder.cc", "server/state/store.h"),
    ("server/state/store.cc", "server/response/error.h"),
    ("server/response/error.cc", "server/select/filter.h"),
    ("server/select/filter.cc", "server/list/list_query.h"),
    ("server/select/filter.cc", "server/watch/watcher.h"),
    ("server/list/list_query.cc", "server/watch/watcher.h"),
    ("server/watch/watcher.cc", "server/list/list_query.h"),
    ("server/watch/watcher.cc", "server/api/api.h"),
    ("server/list/list_query.cc", "server/feed/topic_tailer.h"),
    ("server/api/api.cc", "server/feed/topic_tailer.h"),
    ("server/api/api.cc", "server/http/metrics.h"),
    ("server/api/api.cc", "server/server.h"),
    ("server/feed/topic_tailer.cc", "server/response/error.h"),
    ("server/feed/topic_tailer.cc", "server/watch/watcher.h"),
    ("server/http/metrics.cc", "server/api/api.h"),
    ("server/http/metrics.cc", "server/options.h"),
    ("base/listen_address.cc", "server/options.h"),
    ("client/lib/client.cc", "display/text.h"),
    ("client/cli/commands/watch.cc", "client/lib/stub.h"),
    ("client/cli/main.cc", "client/lib/watch/resuming_watch.h"),
    ("client/flags/transport_flags.cc", "client/lib/transport/proxy.h"),
    ("agent/reaper/reaper.cc", "client/lib/connection.h"),
    ("client/lib/include/rollcall/client/client.h", "client/lib/stub.h"),
    ("client/lib/include/rollcall/client/client.h", "base/check.h"),
    ("base/include/rollcall/instant.h", "base/mutex.h"),
    ("agent/publisher/include/rollcall/publisher/status_publisher.h", "base/check.h"),
    ("topic/topic_check.cc", "rollcall/client/client.h"),
    ("client/lib/client.cc", "client/flags/transport_flags.h"),
    ("client/flags/transport_flags.cc", "display/text.h"),
    ("client/lib/client.cc", "server/state/store.h"),
    ("client/lib/client.cc", "topic/record/key.h"),
    ("client/cli/main.cc", "topic/record/key.h"),
    ("client/cli/main.cc", "server/options.h"),
    ("agent/main.cc", "server/options.h"),
    ("agent/main.cc", "client/cli/render/columns.h"),
    ("agent/publisher/node_value.cc", "rollcall/v1/rollcall.pb.h"),
    # What is never included, even by the wiring.
    ("server/main.cc", "client/lib/stub.h"),
    ("server/main.cc", "rollcall/client/client.h"),
    ("server/main.cc", "agent/publisher/node_value.h"),
    ("server/main.cc", "tests/testing/waiting.h"),
    ("base/log.cc", "bench/latency/watch.h"),
    ("server/feed/topic_tailer.cc", "topic/kafka/kafka_error.h"),
    ("server/feed/topic_tailer.cc", "server/feed/kafka_record.h"),
    ("server/http/metrics.cc", "server/feed/kafka_feed.h"),
    # The headers of librdkafka, curl and gRPC.
    ("agent/redpanda/report_source.cc", "curl/curl.h"),
    ("agent/redpanda/admin_client.h", "curl/curl.h"),
    ("topic/topic_check.cc", "librdkafka/rdkafka.h"),
    ("server/feed/topic_tailer.cc", "librdkafka/rdkafka.h"),
    ("server/server.cc", "librdkafka/rdkafka.h"),
    ("server/watch/watcher.h", "grpcpp/grpcpp.h"),
    ("server/list/list_query.cc", "grpc/support/log.h"),
    ("server/state/store.cc", "rollcall/v1/rollcall.grpc.pb.h"),
    ("server/rpc/reflection/reflection.cc", "grpc/health/v1/health.grpc.pb.h"),
    ("server/rpc/reflection/reflection.cc", "server/state/store.h"),
    ("server/feed/kafka_reader.cc", "grpcpp/grpcpp.h"),
    ("server/options.cc", "grpcpp/grpcpp.h"),
    ("server/api/api.h", "grpcpp/grpcpp.h"),
    ("server/api/api.cc", "nghttp2/nghttp2.h"),
    ("server/rpc/call.cc", "nghttp2/nghttp2.h"),
    ("server/rpc/connection.cc", "openssl/ssl.h"),
    ("server/api/api.cc", "uv.h"),
    ("server/rpc/call.cc", "server/state/store.h"),
    ("client/lib/client.cc", "grpcpp/grpcpp.h"),
    ("agent/main.cc", "grpcpp/grpcpp.h"),
    ("display/text.cc", "server/select/filter.h"),
    ("display/notes.cc", "client/lib/connection.h"),
    ("server/state/store.cc", "display/text.h"),
    ("server/page/summary.cc", "server/feed/feed_counters.h"),
    ("server/page/node_page.cc", "rollcall/client/node.h"),
    ("server/http/pages.cc", "microhttpd.h"),
]

ALLOWED = [
    ("topic/record/key.cc", "base/check.h"),
    ("topic/kafka/kafka_admin.cc", "topic/topic_check.h"),
    ("topic/kafka/kafka_log.h", "librdkafka/rdkafka.h"),
    ("server/feed/kafka_reader.cc", "topic/kafka/kafka_log.h"),
    ("server/feed/topic_tailer.cc", "server/state/store.h"),
    ("server/list/list_query.cc", "server/select/filter.h"),
    ("server/watch/watcher.cc", "rollcall/v1/rollcall.pb.h"),
    ("server/rpc/reflection/reflection.cc", "grpc/reflection/v1/reflection.pb.h"),
    ("server/api/api.h", "server/rpc/rpc_server.h"),
    ("server/api/api.cc", "base/listen_address.h"),
    ("agent/supervision/supervisor.cc", "base/http_server.h"),
    ("server/page/status_model.cc", "display/matrix.h"),
    ("server/http/viewers.cc", "server/page/summary.h"),
    ("display/notes.cc", "rollcall/client/node.h"),
    ("client/cli/commands/matrix.cc", "display/matrix.h"),
    ("server/server.cc", "server/feed/kafka_feed.h"),
    ("client/lib/grpc_stub.cc", "rollcall/v1/rollcall.grpc.pb.h"),
    ("client/cli/main.cc", "rollcall/client/client.h"),
    ("client/flags/transport_flags.h", "rollcall/client/connector.h"),
    ("client/lib/client.cc", "client/lib/include/rollcall/client/client.h"),
    ("client/lib/include/rollcall/client/client.h", "rollcall/instant.h"),
    ("server/state/store.cc", "rollcall/instant.h"),
    ("agent/commands/server_wait.h", "client/lib/connection.h"),
    ("agent/main.cc", "topic/kafka/kafka_config.h"),
    ("tests/server/api/api_test.cc", "grpcpp/grpcpp.h"),
    ("bench/latency/watch.h", "librdkafka/rdkafka.h"),
    ("base/log.cc", "absl/strings/str_cat.h"),
]


class IncludeRulesTest(unittest.TestCase):
    def test_each_forbidden_include_is_found(self):
        for file, included in NOT_ALLOWED:
            with self.subTest(file=file, included=included):
                self.assertNotEqual([], include_rules.find_problems({file: [include_rules.path_of(included)]}))

    def test_an_allowed_include_is_no_problem(self):
        for file, included in ALLOWED:
            with self.subTest(file=file, included=included):
                self.assertEqual([], include_rules.find_problems({file: [include_rules.path_of(included)]}))

    def test_a_circle_is_found(self):
        circle = {"base/a.h": ["base/b.h"], "base/b.h": ["base/c.h"], "base/c.h": ["base/a.h"]}
        self.assertEqual(
            ["a circle: base/a.h -> base/b.h -> base/c.h -> base/a.h"], include_rules.find_problems(circle)
        )

    def test_two_ways_to_one_file_are_no_circle(self):
        self.assertEqual(
            [], include_rules.find_problems({"base/a.h": ["base/b.h", "base/c.h"], "base/b.h": ["base/c.h"]})
        )

    def test_includes_are_read_in_either_form_and_comments_are_not(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            (tree / "base").mkdir()
            (tree / "base/a.h").write_text(
                '#include "base/b.h"\n#  include <grpcpp/grpcpp.h>\n// #include "base/c.h"\n#pragma once\n'
                '#include "rollcall/instant.h"\n#include "rollcall/v1/rollcall.pb.h"\n'
            )
            expected = [
                "base/b.h",
                "grpcpp/grpcpp.h",
                "base/include/rollcall/instant.h",
                "rollcall/v1/rollcall.pb.h",
            ]
            self.assertEqual({"base/a.h": expected}, include_rules.read_includes(tree))

    def test_every_file_of_the_tree_belongs_to_a_room(self):
        includes = include_rules.read_includes(pathlib.Path(__file__).parents[2])
        self.assertGreater(len(includes), 300)
        self.assertEqual([], [file for file in includes if include_rules.room_of(file) is None])


if __name__ == "__main__":
    unittest.main()
