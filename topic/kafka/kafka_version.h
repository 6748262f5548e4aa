// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace rollcall::topic {

// Of the librdkafka that runs.
std::string LibrdkafkaVersion();

}  // namespace rollcall::topic
