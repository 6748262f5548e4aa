// SPDX-License-Identifier: Apache-2.0
// An engine that runs coprocessors, as small as it can be: it only says that it runs them. Each line of its input is an
// order: "deploy NAME TOPIC...", "fail NAME", "remove NAME". It ends with its input.
//
//   example-engine BROKERS TOPIC NODE_ID
#include <rollcall/publisher/status_publisher.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

namespace publisher = rollcall::publisher;

namespace {

// What the engine is told while it runs. The functions are called by a thread of the publisher.
publisher::Callbacks PrintWhatHappens() {
  publisher::Callbacks callbacks;
  callbacks.on_ack = [](int64_t offset) { std::cout << "published, offset " << offset << std::endl; };
  callbacks.on_failure = [](const std::string& message) { std::cerr << "not published: " << message << std::endl; };
  callbacks.on_yield = [](const std::string& instance) { std::cerr << "replaced by " << instance << std::endl; };
  return callbacks;
}

class Engine {
 public:
  explicit Engine(publisher::StatusPublisher& status) : status_(status) {}

  publisher::Status Obey(const std::string& line) {
    std::istringstream words(line);
    std::string order;
    std::string name;
    words >> order >> name;
    if (order == "deploy") return Deploy(name, words);
    if (order == "fail") return Fail(name);
    if (order == "remove") return status_.RemoveCoprocessor(name);
    return publisher::Status::Error("unknown order: " + line);
  }

 private:
  publisher::Status Deploy(const std::string& name, std::istream& topics) {
    publisher::Coprocessor& coprocessor = running_[name];
    coprocessor = {name, {}, "deployed by hand", "running"};
    for (std::string topic; topics >> topic;) coprocessor.input_topics.push_back(topic);
    return status_.SetCoprocessor(coprocessor);
  }

  publisher::Status Fail(const std::string& name) {
    const auto found = running_.find(name);
    if (found == running_.end()) return publisher::Status::Error("there is no " + name);
    found->second.state = "errored";
    return status_.SetCoprocessor(found->second);
  }

  publisher::StatusPublisher& status_;
  std::map<std::string, publisher::Coprocessor> running_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: example-engine BROKERS TOPIC NODE_ID\n";
    return 2;
  }
  publisher::Options options;
  options.brokers = argv[1];
  options.topic = argv[2];
  options.node_id = std::atoi(argv[3]);
  options.lease = std::chrono::seconds(60);
  std::unique_ptr<publisher::StatusPublisher> status;
  publisher::Status done = publisher::StatusPublisher::Start(options, PrintWhatHappens(), &status);
  if (done.ok()) done = status->Up();
  if (!done.ok()) {
    std::cerr << done.message() << "\n";
    return 1;
  }
  Engine engine(*status);
  for (std::string line; std::getline(std::cin, line);) {
    done = engine.Obey(line);
    if (!done.ok()) std::cerr << done.message() << "\n";
  }
  done = status->Down("the engine was stopped");
  return done.ok() && status->Flush(std::chrono::seconds(10)) ? 0 : 1;
}
