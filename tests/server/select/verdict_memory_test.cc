// SPDX-License-Identifier: Apache-2.0
#include "server/select/verdict_memory.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace rollcall::select {
namespace {

using Field = Verdicts::Field;

// A filter whose globs match what contains an "x".
class Asker {
 public:
  explicit Asker(std::shared_ptr<VerdictMemory> memory) : verdicts_(std::move(memory)) {}

  bool Ask(Field field, const std::string& text) {
    return verdicts_.Get(field, text, [&] { return ++decisions_, text.find('x') != std::string::npos; });
  }
  int decisions() const { return decisions_; }

 private:
  Verdicts verdicts_;
  int decisions_ = 0;
};

TEST(VerdictMemoryTest, EachTextIsDecidedOnceForEachField) {
  Asker asker(std::make_shared<VerdictMemory>());
  for (int times = 0; times < 3; ++times) {
    EXPECT_TRUE(asker.Ask(Field::kName, "ax"));
    EXPECT_FALSE(asker.Ask(Field::kName, "a"));
    EXPECT_TRUE(asker.Ask(Field::kInputTopic, "ax"));
  }
  EXPECT_EQ(asker.decisions(), 3);
}

TEST(VerdictMemoryTest, FiltersShareTheTextsButNotTheVerdicts) {
  const auto memory = std::make_shared<VerdictMemory>();
  const std::string text(10'000, 'x');
  Asker one(memory);
  Asker two(memory);
  one.Ask(Field::kName, text);
  two.Ask(Field::kName, text);
  EXPECT_EQ(two.decisions(), 1);
  EXPECT_GT(memory->bytes(), text.size());
  EXPECT_LT(memory->bytes(), 2 * text.size());
}

TEST(VerdictMemoryTest, AFullMemoryForgetsAllAndStaysRight) {
  const auto memory = std::make_shared<VerdictMemory>(10'000);
  Asker one(memory);
  Asker two(memory);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(i) + (i % 3 == 0 ? "x" : "");
    EXPECT_EQ(one.Ask(Field::kName, text), i % 3 == 0);
    EXPECT_EQ(two.Ask(Field::kInputTopic, text), i % 3 == 0);
    EXPECT_TRUE(two.Ask(Field::kName, "x"));
    EXPECT_LE(memory->bytes(), 10'000u);
  }
  EXPECT_EQ(one.decisions(), 1000);
  EXPECT_GT(two.decisions(), 1001) << "nothing was forgotten";
  EXPECT_LT(two.decisions(), 1100) << "hardly anything was remembered";
}

TEST(VerdictMemoryTest, ATextThatDoesNotFitIsDecidedEachTime) {
  const auto memory = std::make_shared<VerdictMemory>(1000);
  Asker asker(memory);
  for (int times = 0; times < 2; ++times) EXPECT_TRUE(asker.Ask(Field::kName, std::string(2000, 'x')));
  EXPECT_EQ(asker.decisions(), 2);
  EXPECT_EQ(memory->bytes(), 0u);
}

TEST(VerdictMemoryTest, NothingIsRememberedOnceNoFilterIsLeft) {
  const auto memory = std::make_shared<VerdictMemory>();
  auto one = std::make_unique<Asker>(memory);
  auto two = std::make_unique<Asker>(memory);
  one->Ask(Field::kName, "x");
  const size_t with_one = memory->bytes();
  two->Ask(Field::kName, "x");
  EXPECT_GT(memory->bytes(), with_one);
  two.reset();
  EXPECT_EQ(memory->bytes(), with_one);
  one.reset();
  EXPECT_EQ(memory->bytes(), 0u);
}

}  // namespace
}  // namespace rollcall::select
