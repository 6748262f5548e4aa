// SPDX-License-Identifier: Apache-2.0
// Drives a StatusPublisher by lines of input, and prints a line for all that happens:
//
//   set NAME            one coprocessor more       remove NAME         one less
//   count FROM TO       sets the state of the coprocessor "counter" to each number in turn
//   up, down, retire    as in the API              flush MS            prints "flushed" or "not flushed"
//   offset              prints "offset N"          quit                ends with the destructor, prints "closed MS"
//
// publisher-driver BROKERS TOPIC NODE_ID [NAME=VALUE...]: an option of the publisher, else a property of librdkafka.
#include <rollcall/publisher/status_publisher.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>

namespace {

using namespace rollcall::publisher;
using std::chrono::milliseconds;

void Print(const std::string& line) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  std::cout << line << std::endl;
}

Callbacks PrintAll() {
  Callbacks callbacks;
  callbacks.on_ack = [](int64_t offset) { Print("ack " + std::to_string(offset)); };
  callbacks.on_failure = [](const std::string& message) { Print("failure " + message); };
  callbacks.on_yield = [](const std::string& instance) { Print("yield " + instance); };
  callbacks.on_take_over = [] { Print("take over"); };
  callbacks.on_overwritten = [](const std::string& instance) { Print("overwritten " + instance); };
  return callbacks;
}

void SetOption(const std::string& argument, Options& options) {
  const size_t equals = argument.find('=');
  const std::string name = argument.substr(0, equals);
  const std::string value = argument.substr(equals + 1);
  std::map<std::string, milliseconds*> times = {{"lease", &options.lease},
                                                {"coalesce", &options.coalesce},
                                                {"min_interval", &options.min_interval},
                                                {"takeover_after", &options.takeover_after},
                                                {"close_timeout", &options.close_timeout}};
  if (times.count(name) > 0) {
    *times[name] = milliseconds(std::stoll(value));
  } else {
    options.properties.emplace_back(name, value);
  }
}

Status Count(StatusPublisher& publisher, std::istream& words) {
  int from = 0;
  int to = 0;
  words >> from >> to;
  for (int number = from; number < to; ++number) {
    Status status = publisher.SetCoprocessor({"counter", {"topic"}, "", std::to_string(number)});
    if (!status.ok()) return status;
  }
  return Status();
}

Status Obey(StatusPublisher& publisher, const std::string& line) {
  std::istringstream words(line);
  std::string order;
  std::string argument;
  words >> order;
  if (order == "count") return Count(publisher, words);
  words >> argument;
  if (order == "set") return publisher.SetCoprocessor({argument, {"topic"}, "", ""});
  if (order == "remove") return publisher.RemoveCoprocessor(argument);
  if (order == "up") return publisher.Up();
  if (order == "down") return publisher.Down(argument);
  if (order == "retire") return publisher.Retire();
  if (order == "flush") Print(publisher.Flush(milliseconds(std::stoll(argument))) ? "flushed" : "not flushed");
  if (order == "offset") Print("offset " + std::to_string(publisher.LastOffset().value_or(-1)));
  return Status();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  Options options;
  options.brokers = argv[1];
  options.topic = argv[2];
  options.node_id = std::atoi(argv[3]);
  for (int i = 4; i < argc; ++i) SetOption(argv[i], options);
  std::unique_ptr<StatusPublisher> publisher;
  if (Status status = StatusPublisher::Start(options, PrintAll(), &publisher); !status.ok()) {
    Print("cannot start: " + status.message());
    return 1;
  }
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    if (Status status = Obey(*publisher, line); !status.ok()) Print("error " + status.message());
  }
  const auto start = std::chrono::steady_clock::now();
  publisher.reset();
  const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
  Print("closed " + std::to_string(took.count()));
}
