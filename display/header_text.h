// SPDX-License-Identifier: Apache-2.0
// What a header says, for a person. All texts are sanitized.
#pragma once

#include <string>

#include "rollcall/v1/rollcall.pb.h"

namespace rollcall {

// For example "coprocessor_status_topic (Kafka cluster 5L6g3nShT-eMCtK--X86sw)". Empty if the header names no topic.
std::string TopicText(const v1::Header& header);

// The revision, and how old the evidence for it was when the server answered.
std::string AsOfText(const v1::Header& header);

// The state of the server's source in one word, for example "current", "behind" or "disconnected".
std::string SourceWord(v1::SourceState state);

}  // namespace rollcall
