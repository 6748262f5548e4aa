// SPDX-License-Identifier: Apache-2.0
// Decoding and encoding the JSON of a record, and its fingerprint, by the number of coprocessors.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_records.h"
#include "topic/record/record.h"

namespace rollcall::bench {
namespace {

void DecodeValue(benchmark::State& state) {
  const std::string value = MakeValue(5, static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(topic::DecodeValue(value));
  state.SetBytesProcessed(static_cast<int64_t>(value.size()) * state.iterations());
}
BENCHMARK(DecodeValue)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

void EncodeValue(benchmark::State& state) {
  const std::string value = MakeValue(5, static_cast<int>(state.range(0)));
  const auto status = std::get<topic::Status>(topic::DecodeValue(value).content);
  for (auto _ : state) benchmark::DoNotOptimize(topic::EncodeValue(status));
  state.SetBytesProcessed(static_cast<int64_t>(value.size()) * state.iterations());
}
BENCHMARK(EncodeValue)->Arg(1)->Arg(10)->Arg(100);

void Fingerprint(benchmark::State& state) {
  const std::string key = topic::BinaryKey(5);
  const std::string value = MakeValue(5, static_cast<int>(state.range(0)));
  const topic::RecordView record{7, 1'700'000'000'000, key, value};
  for (auto _ : state) benchmark::DoNotOptimize(topic::Fingerprint(record));
  state.SetBytesProcessed(static_cast<int64_t>(value.size()) * state.iterations());
}
BENCHMARK(Fingerprint)->Arg(1)->Arg(100);

}  // namespace
}  // namespace rollcall::bench
