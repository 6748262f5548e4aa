// SPDX-License-Identifier: Apache-2.0
// Runs the whole program in a test, against a scripted gRPC server.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "client/cli/commands/command_context.h"
#include "client/cli/commands/program.h"
#include "rollcall/cancellation.h"
#include "tests/testing/fake_status_service.h"
#include "tests/testing/waiting_output.h"

namespace rollcall::cli {

// No server listens there: only root may listen on port 1, and no service uses it.
inline constexpr char kUnusedAddress[] = "127.0.0.1:1";

class ProgramFixture : public ::testing::Test {
 protected:
  // Runs `rollcall --server SERVICE ARGUMENTS` and returns its exit code.
  int Run(std::vector<std::string> arguments) { return RunAt(service_.address(), std::move(arguments)); }

  int RunAt(const std::string& servers, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--server", servers});
    return RunCommandLine(arguments);
  }

  // Runs `rollcall ARGUMENTS` and returns its exit code.
  int RunCommandLine(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"rollcall"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return RunProgram(static_cast<int>(argv.size()), argv.data(), context_);
  }

  testing::FakeStatusService service_;
  testing::WaitingOutput out_;
  testing::WaitingOutput err_;
  Cancellation cancellation_;
  CommandContext context_ = {.out = out_, .err = err_, .cancellation = cancellation_};
};

}  // namespace rollcall::cli
