# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Apache Kafka's jars for the tests: installed by Maven into .deps/kafka/lib. Sourced by scripts/install-deps.

install_kafka() {
  local pom=$top/tests/pipeline/kafka/pom.xml stamp=$deps/kafka/pom.xml
  cmp -s "$pom" "$stamp" && return 0
  say "fetching Apache Kafka into .deps/kafka"
  rm -rf "$deps/kafka"
  mkdir -p "$deps/kafka"
  quietly "mvn dependency:copy-dependencies" mvn -B -q -f "$pom" dependency:copy-dependencies -DoutputDirectory="$deps/kafka/lib"
  cp "$pom" "$stamp"
}
