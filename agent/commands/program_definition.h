// SPDX-License-Identifier: Apache-2.0
// The definitions of all options and commands: what is parsed, and what --help and the manual show.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "agent/commands/command.h"
#include "agent/commands/kafka_flags.h"
#include "base/settings.h"

namespace rollcall::agent {

struct Program {
  explicit Program(const std::string& description) : app(description, kProgram) {}

  CLI::App app;
  KafkaFlags flags;
  std::vector<Command> commands;
};

std::unique_ptr<Program> DefineProgram();

// How its settings are read.
SettingsRules ProgramSettingsRules();

}  // namespace rollcall::agent
