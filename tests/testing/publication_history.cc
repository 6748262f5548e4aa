// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/publication_history.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "agent/publisher/content.h"
#include "base/check.h"

namespace rollcall::testing {
namespace {

using agent::KeyFormat;

constexpr absl::Duration kLease = absl::Seconds(20);
// When a publisher that was started has published, whatever the topic's end.
constexpr absl::Duration kStart = absl::Seconds(8);
// Three leases, the longest pause between two corrections, and attempts that are given up.
constexpr absl::Duration kHealing = absl::Minutes(4);

// A foreign record for the node: by a person, a reaper, or an engine that knows no instances.
agent::Record ForeignRecord(Random& random, int32_t node_id) {
  const KeyFormat format = random.Chance(75) ? KeyFormat::kBinary : KeyFormat::kDecimal;
  const std::string up = absl::StrFormat(R"({"node_id":%d,"status":"up","coprocessors":{}})", node_id);
  const std::string reaped =
      agent::StampContent(agent::DownContent(node_id, "its lease is over"),
                          {.kind = agent::kReaperKind, .generation = 1, .id = "r"}, std::nullopt);
  const std::vector<std::optional<std::string>> values = {up, reaped, agent::DownContent(node_id, ""), "{",
                                                          std::nullopt};
  return {.key = agent::KeyOf(node_id, format), .value = random.Pick(values)};
}

}  // namespace

PublicationHistory::PublicationHistory(uint64_t seed, const PublicationHistoryOptions& options)
    : seed_(seed),
      options_(options),
      has_lease_(seed % 4 != 0),
      steps_(static_cast<size_t>(options.steps)),
      random_(seed) {
  std::iota(steps_.begin(), steps_.end(), 0);
}

std::string PublicationHistory::Run() {
  for (int32_t node_id = 0; node_id < options_.nodes; ++node_id) StartPublisher(node_id);
  events_.RunUntil(events_.now() + kStart);
  for (size_t i = 0; i < steps_.size() && failure_.empty(); ++i) Step(steps_[i]);
  TraceLine("healed");
  Heal();
  for (Instant end = events_.now() + kHealing; failure_.empty() && events_.now() < end;) {
    events_.RunUntil(events_.now() + absl::Seconds(5));
    CheckNow();
  }
  CheckConverged();
  is_over_ = true;
  events_.RunUntil(events_.now() + 5 * kLease);
  CheckNow();
  CheckConverged();
  return failure_;
}

void PublicationHistory::Step(int number) {
  struct Action {
    const char* name;
    int weight;
    void (PublicationHistory::*act)();
  };
  const PublicationWeights& weights = options_.weights;
  const Action actions[] = {
      {"set", weights.set, &PublicationHistory::Set},
      {"burst", weights.burst, &PublicationHistory::Burst},
      {"retire", weights.retire, &PublicationHistory::Retire},
      {"start", weights.start, &PublicationHistory::Start},
      {"crash", weights.crash, &PublicationHistory::Crash},
      {"stop", weights.stop, &PublicationHistory::Stop},
      {"cut follower", weights.cut_follower, &PublicationHistory::CutFollower},
      {"read again", weights.read_again, &PublicationHistory::ReadAgain},
      {"spoil sink", weights.spoil_sink, &PublicationHistory::SpoilSink},
      {"write foreign", weights.write_foreign, &PublicationHistory::WriteForeign},
      {"compact", weights.compact, &PublicationHistory::Compact},
      {"lose tail", weights.lose_tail, &PublicationHistory::LoseTail},
      {"recreate topic", weights.recreate_topic, &PublicationHistory::RecreateTopic},
      {"skip time", weights.skip_time, &PublicationHistory::SkipTime},
  };
  random_ = Random(Random(seed_ + static_cast<uint64_t>(number)).Next() ^ seed_);
  int total = 0;
  for (const Action& action : actions) total += action.weight;
  int choice = random_.Below(total);
  const Action* action = actions;
  while (choice >= action->weight) choice -= (action++)->weight;
  TraceLine(absl::StrCat(number, " ", action->name));
  (this->*action->act)();
  events_.RunUntil(events_.now() + (random_.Chance(50) ? UpTo(absl::Milliseconds(100)) : UpTo(absl::Seconds(3))));
  CheckNow();
}

absl::Duration PublicationHistory::UpTo(absl::Duration longest) {
  return absl::Microseconds(1 + random_.Below(static_cast<int>(longest / absl::Microseconds(1))));
}

PublicationHistory::PublisherPtr PublicationHistory::PickLive() {
  std::vector<PublisherPtr> live;
  std::copy_if(publishers_.begin(), publishers_.end(), std::back_inserter(live), [](auto& p) { return p->is_alive; });
  return live.empty() ? nullptr : random_.Pick(live);
}

// One of a few, so that a state often comes back.
std::string PublicationHistory::AnyContent(int32_t node_id) {
  if (!options_.newest_owns && random_.Chance(15)) return agent::DownContent(node_id, "");
  return absl::StrFormat(R"({"node_id":%d,"status":"up","coprocessors":{"c%d":{"input_topics":[]}}})", node_id,
                         random_.Below(3));
}

void PublicationHistory::SetState(Publisher& publisher, std::optional<std::string> content) {
  TraceLine(absl::StrCat("  publisher ", publisher.number, " is set to ", content.value_or("retired")));
  if (publisher.content == content && publisher.sets > 0) return;
  publisher.content = content;
  publisher.set_at = events_.now();
  ++publisher.sets;
  if (content.has_value()) {
    publisher.publication->Set(*content, events_.now());
  } else {
    ++publisher.retires;
    publisher.publication->Retire(events_.now());
  }
}

void PublicationHistory::Set() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  Do(publisher, [this, publisher] { SetState(*publisher, AnyContent(publisher->node_id)); });
}

void PublicationHistory::Burst() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  for (int states = 2 + random_.Below(10); states > 0; --states) {
    events_.After(UpTo(absl::Milliseconds(300)), [this, publisher] {
      if (is_healed_) return;
      Do(publisher, [this, publisher] { SetState(*publisher, AnyContent(publisher->node_id)); });
    });
  }
}

void PublicationHistory::Retire() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  Do(publisher, [this, publisher] { SetState(*publisher, std::nullopt); });
  if (random_.Chance(50)) {
    events_.After(UpTo(absl::Milliseconds(500)), [this, publisher] {
      if (is_healed_) return;
      Do(publisher, [this, publisher] { SetState(*publisher, AnyContent(publisher->node_id)); });
    });
  }
}

void PublicationHistory::Start() {
  const int32_t node_id = random_.Below(options_.nodes);
  const auto is_sibling = [node_id](const PublisherPtr& p) { return p->is_alive && p->node_id == node_id; };
  if (std::count_if(publishers_.begin(), publishers_.end(), is_sibling) >= options_.publishers) return;
  StartPublisher(node_id);
  if (options_.newest_owns) events_.RunUntil(events_.now() + kStart);
}

// The clocks of machines differ by up to an hour.
void PublicationHistory::StartPublisher(int32_t node_id) {
  auto publisher = std::make_shared<Publisher>();
  publisher->number = static_cast<int>(publishers_.size());
  publisher->node_id = node_id;
  agent::PublicationOptions& options = publisher->options;
  options.key_format = seed_ % 3 == 0 ? KeyFormat::kDecimal : KeyFormat::kBinary;
  options.min_interval = absl::Seconds(random_.Chance(30) ? 2 : 0);
  if (has_lease_) options.lease = kLease;
  options.random = [this] { return random_.Below(1000) / 1000.0; };
  agent::Instance instance{.kind = "run", .generation = 0, .id = absl::StrCat("p", publisher->number)};
  instance.generation = absl::ToUnixMillis(events_.now().wall()) + (random_.Below(121) - 60) * 60'000;
  publisher->publication = std::make_unique<NodePublication>(node_id, instance, options, events_.now());
  Disturb(*publisher);
  // It may publish before it has read that earlier ones have larger generations.
  publisher->reasons_to_correct = publisher->number;
  publishers_.push_back(publisher);
  TraceLine(absl::StrCat("  publisher ", publisher->number, " of node ", node_id, ": ", FormatInstance(instance)));
  ScheduleRead(publisher);
  Do(publisher, [this, publisher] { SetState(*publisher, AnyContent(publisher->node_id)); });
}

void PublicationHistory::Crash() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  TraceLine(absl::StrCat("  publisher ", publisher->number));
  publisher->is_alive = false;
  publisher->missed.clear();
}

void PublicationHistory::Stop() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  TraceLine(absl::StrCat("  publisher ", publisher->number, publisher->is_stopped ? " goes on" : ""));
  if (publisher->is_stopped) return Wake(publisher);
  publisher->is_stopped = true;
}

void PublicationHistory::Wake(const PublisherPtr& publisher) {
  if (!std::exchange(publisher->is_stopped, false)) return;
  Disturb(*publisher);
  std::vector<std::function<void()>> missed = std::exchange(publisher->missed, {});
  for (auto& act : missed) Do(publisher, std::move(act));
}

void PublicationHistory::CutFollower() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  TraceLine(absl::StrCat("  publisher ", publisher->number, publisher->can_read ? "" : " reads again"));
  publisher->can_read = !publisher->can_read;
  Disturb(*publisher);
  ScheduleRead(publisher);
}

void PublicationHistory::ReadAgain() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  TraceLine(absl::StrCat("  publisher ", publisher->number));
  publisher->reads_again = true;
  ScheduleRead(publisher);
}

void PublicationHistory::SpoilSink() {
  const PublisherPtr publisher = PickLive();
  if (publisher == nullptr) return;
  const std::array sinks = {Sink::kHealthy, Sink::kFlaky, Sink::kAway};
  publisher->sink = random_.Pick(sinks);
  TraceLine(absl::StrCat("  publisher ", publisher->number, " to ", static_cast<int>(publisher->sink)));
  Disturb(*publisher);
}

void PublicationHistory::WriteForeign() { Append(ForeignRecord(random_, random_.Below(options_.nodes)), -1); }

void PublicationHistory::Compact() { topic_.Compact(random_, events_.now().wall()); }

void PublicationHistory::LoseTail() {
  topic_.LoseTail(std::max<int64_t>(0, topic_.end() - 1 - random_.Below(6)), events_.now().wall());
  OnTopicLost();
}

void PublicationHistory::RecreateTopic() {
  topic_.Recreate();
  OnTopicLost();
}

void PublicationHistory::OnTopicLost() {
  std::map<std::string, Shown> lost = std::exchange(latest_, {});
  for (const ModelRecord* record = topic_.FirstFrom(0); record != nullptr;
       record = topic_.FirstFrom(record->offset + 1)) {
    latest_[*record->key] = {.offset = record->offset, .value = record->value};
  }
  for (const PublisherPtr& publisher : publishers_) {
    ++publisher->reasons_to_correct;
    ScheduleRead(publisher);
  }
}

void PublicationHistory::SkipTime() {
  const Instant end = events_.now() + UpTo(5 * kLease);
  while (events_.now() < end && failure_.empty()) {
    events_.RunUntil(events_.now() + absl::Seconds(2));
    CheckNow();
  }
}

// Without leases nobody can know that a node's owner is dead, until somebody says so after its last record has landed.
void PublicationHistory::Heal() {
  is_healed_ = true;
  for (const PublisherPtr& publisher : publishers_) {
    if (publisher->is_alive) HealPublisher(publisher);
  }
  for (int32_t node_id = 0; !has_lease_ && node_id < options_.nodes; ++node_id) {
    events_.After(absl::Minutes(1), [this, node_id] {
      Append({.key = agent::KeyOf(node_id, KeyFormat::kBinary), .value = agent::DownContent(node_id, "")}, -1);
    });
  }
}

void PublicationHistory::HealPublisher(const PublisherPtr& publisher) {
  publisher->sink = Sink::kHealthy;
  publisher->can_read = true;
  Wake(publisher);
  Disturb(*publisher);
  ScheduleRead(publisher);
}

void PublicationHistory::TraceLine(const std::string& line) {
  if (!is_tracing_) return;
  const absl::Duration time = events_.now().wall() - absl::FromUnixSeconds(1'700'000'000);
  trace_.push_back(absl::StrFormat("%9.3f %s", absl::ToDoubleSeconds(time), line));
}

}  // namespace rollcall::testing
