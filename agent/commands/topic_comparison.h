// SPDX-License-Identifier: Apache-2.0
// Compares the topic that is there with the one that was asked for.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "topic/new_topic.h"
#include "topic/topic_check.h"

namespace rollcall::agent {

// What the command line asks for.
struct TopicRequest {
  std::optional<int> replication_factor;                    // nullopt: it was not given
  std::vector<std::pair<std::string, std::string>> config;  // --set; the last one of a name counts
};

topic::NewTopicSettings ToNewTopicSettings(const TopicRequest& request);

// Each text is a sentence for a person: what was asked, what is there, and the command line that changes it.
struct TopicComparison {
  std::vector<std::string> differences;  // from what was asked
  std::vector<std::string> notes;        // what was not asked, and is worse than what create-topic would set
};

// Worse is: fewer replicas, fewer in-sync replicas or a smaller max.message.bytes than the defaults, and another
// message.timestamp.type. A topic that gives no settings differs from every setting that was asked for, because nobody
// can tell that it has them.
TopicComparison CompareTopic(const TopicRequest& request, const topic::TopicDescription& topic);

}  // namespace rollcall::agent
