// SPDX-License-Identifier: Apache-2.0
#include "topic/topic_commands.h"

#include "absl/strings/str_cat.h"
#include "base/absl_view.h"
#include "base/shell_word.h"

namespace rollcall::topic {
namespace {

std::string BrokersOption(const char* option, std::string_view brokers) {
  return brokers.empty() ? "" : absl::StrCat(" ", option, ShellWord(brokers));
}

// kafka-configs takes a value with commas only in brackets.
std::string KafkaSetting(std::string_view name, std::string_view value) {
  const bool is_list = value.find(',') != std::string_view::npos;
  return absl::StrCat(AbslView(name), "=", is_list ? "[" : "", AbslView(value), is_list ? "]" : "");
}

}  // namespace

std::string CreateTopicCommand(std::string_view brokers, std::string_view topic) {
  return absl::StrCat("rollcall-agent create-topic", BrokersOption("--brokers ", brokers), " --topic ",
                      ShellWord(topic));
}

std::string SetTopicConfigCommand(std::string_view brokers, std::string_view topic, std::string_view name,
                                  std::string_view value) {
  const std::string word = ShellWord(topic);
  return absl::StrCat(
      "kafka-configs --alter", BrokersOption("--bootstrap-server ", brokers), " --entity-type topics --entity-name ",
      word, " --add-config ", ShellWord(KafkaSetting(name, value)), " (or: rpk topic alter-config ", word, " --set ",
      ShellWord(absl::StrCat(AbslView(name), "=", AbslView(value))), BrokersOption("-X brokers=", brokers), ")");
}

}  // namespace rollcall::topic
