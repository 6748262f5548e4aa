// SPDX-License-Identifier: Apache-2.0
// Runs a command on a topic in memory, or the program as from a command line.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "agent/commands/command.h"
#include "agent/commands/program.h"
#include "agent/commands/single_write.h"
#include "rollcall/cancellation.h"
#include "tests/testing/fake_status_topic.h"

namespace rollcall::agent {

class CommandFixture : public ::testing::Test {
 protected:
  // The whole program. `arguments` come after the program's name.
  int RunCommandLine(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), kProgram);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    return RunProgram(static_cast<int>(argv.size()), argv.data(), context_);
  }

  FakeStatusTopic topic_;
  SingleWriter writer_{topic_, topic_};
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Cancellation cancellation_;
  CommandContext context_{.in = in_, .out = out_, .err = err_, .cancellation = cancellation_};
};

}  // namespace rollcall::agent
