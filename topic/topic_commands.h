// SPDX-License-Identifier: Apache-2.0
// Command lines that messages suggest, ready to be pasted into a shell.
#pragma once

#include <string>
#include <string_view>

namespace rollcall::topic {

// `brokers`: HOST:PORT,…; left out of the command if it is empty.
std::string CreateTopicCommand(std::string_view brokers, std::string_view topic);

// Sets a setting of a topic: by Kafka's own tool, and by rpk.
std::string SetTopicConfigCommand(std::string_view brokers, std::string_view topic, std::string_view name,
                                  std::string_view value);

}  // namespace rollcall::topic
