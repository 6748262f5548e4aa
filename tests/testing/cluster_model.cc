// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/cluster_model.h"

#include <iterator>

#include "base/check.h"

namespace rollcall::testing {

void ClusterModel::ChangeLeader() { leader_ = leader_ % static_cast<int32_t>(std::size(kBrokers)) + 1; }

void ClusterModel::ElectLeader() {
  ChangeLeader();
  topic_.BeginEpoch();
}

void ClusterModel::LoseTail(int64_t offset, absl::Time now) {
  ChangeLeader();
  topic_.LoseTail(offset, now);
}

void ClusterModel::CutOffLeader(bool is_told) {
  CHECK(!IsDivided());
  cut_off_.emplace(CutOff{leader_, topic_, is_told});
  ElectLeader();
}

const TopicModel& ClusterModel::LogOf(int32_t leader) const {
  CHECK_EQ(LeaderFor(leader), leader);
  return IsCutOff(leader) ? cut_off_->log : topic_;
}

feed::BrokerView ClusterModel::ViewOf(int32_t broker) const {
  if (!IsDivided() || broker == leader_) return {.broker = broker, .leader = leader_};
  const bool is_told = broker != cut_off_->broker && (cut_off_->is_told || topic_.end() > cut_off_->log.end());
  return {.broker = broker, .leader = is_told ? leader_ : cut_off_->broker};
}

}  // namespace rollcall::testing
