// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/loop/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "tests/testing/waiting.h"

namespace rollcall::rpc {
namespace {

using testing::Eventually;

class SocketTest : public ::testing::Test, private Socket::Owner {
 protected:
  SocketTest() {
    std::array<int, 2> fds{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0);
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    const int small = 4096;
    setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    peer_ = std::make_unique<UniqueFd>(fds[1]);
    socket_.reset(new Socket(loop_, UniqueFd(fds[0]), *this));
    loop_.SetTurnHook([this] {
      most_in_a_turn_ = std::max(most_in_a_turn_, received_.size() - received_before_);
      received_before_ = received_.size();
    });
  }
  // The thread may only call a test that is complete.
  void SetUp() override { loop_.Start("test"); }
  void TearDown() override {
    loop_.Stop();
    socket_.reset();
  }

  void OnReceived(std::string_view bytes) override { received_ += bytes; }
  void OnEnded() override { ++ends_; }
  void OnUnblocked() override { ++unblocked_; }

  // Runs on the loop's thread, and returns when it has run.
  void OnLoop(const std::function<void()>& work) {
    std::promise<void> done;
    loop_.Post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  // A socket of a descriptor that is none.
  void OpenNothing() { socket_.reset(new Socket(loop_, UniqueFd(-1), *this)); }
  void Write(const std::vector<std::string_view>& pieces) {
    OnLoop([&] { socket_->Write(pieces); });
  }
  std::string ReadFromPeer(size_t size) {
    std::string bytes(size, '\0');
    size_t read = 0;
    while (read < size) {
      const ssize_t got = recv(peer_->get(), bytes.data() + read, size - read, 0);
      if (got <= 0) break;
      read += static_cast<size_t>(got);
    }
    bytes.resize(read);
    return bytes;
  }

  EventLoop loop_;
  std::unique_ptr<UniqueFd> peer_;
  std::unique_ptr<Socket> socket_;
  std::string received_;  // used on the loop's thread, and so are the next two
  size_t received_before_ = 0;
  size_t most_in_a_turn_ = 0;
  std::atomic<int> ends_ = 0;
  std::atomic<int> unblocked_ = 0;
};

TEST_F(SocketTest, ReceivesLittleInATurn) {
  const std::string much(128 << 10, 'x');
  OnLoop([&] { ASSERT_EQ(send(peer_->get(), much.data(), much.size(), MSG_DONTWAIT), much.size()); });
  EXPECT_TRUE(Eventually([&] {
    bool has_all = false;
    OnLoop([&] { has_all = received_ == much; });
    return has_all;
  }));
  OnLoop([&] { EXPECT_LE(most_in_a_turn_, 16 << 10); });
}

TEST_F(SocketTest, ReceivesWhatThePeerSends) {
  ASSERT_EQ(send(peer_->get(), "hello", 5, 0), 5);
  EXPECT_TRUE(Eventually([&] {
    bool has_all = false;
    OnLoop([&] { has_all = received_ == "hello"; });
    return has_all;
  }));
}

TEST_F(SocketTest, SendsPiecesInOrder) {
  Write({"one", "", "two"});
  EXPECT_EQ(ReadFromPeer(6), "onetwo");
  EXPECT_EQ(unblocked_, 0);
}

TEST_F(SocketTest, WhatTheSystemDoesNotTakeIsSentLater) {
  std::string large(1'000'000, '\0');
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 31 % 251);
  const std::string_view all = large;
  Write({all.substr(0, 10), all.substr(10, 500'000), all.substr(500'010)});
  OnLoop([&] {
    EXPECT_TRUE(socket_->IsBlocked());
    EXPECT_GT(socket_->unsent_bytes(), 500'000u);
  });
  EXPECT_EQ(ReadFromPeer(large.size()), large);
  EXPECT_TRUE(Eventually([&] { return unblocked_ == 1; }));
  OnLoop([&] { EXPECT_FALSE(socket_->IsBlocked()); });
}

// Otherwise a peer that does not read could go on asking for what is then kept for it.
TEST_F(SocketTest, NothingIsReceivedWhileItIsBlocked) {
  const std::string large(1'000'000, 'x');
  Write({large});
  ASSERT_EQ(send(peer_->get(), "more", 4, 0), 4);
  for (int turn = 0; turn < 3; ++turn) {
    OnLoop([&] {
      EXPECT_TRUE(socket_->IsBlocked());
      EXPECT_EQ(received_, "");
    });
  }
  EXPECT_EQ(ReadFromPeer(large.size()).size(), large.size());
  EXPECT_TRUE(Eventually([&] {
    bool has_all = false;
    OnLoop([&] { has_all = received_ == "more"; });
    return has_all;
  }));
}

TEST_F(SocketTest, KnowsHowMuchIsNotSentYet) {
  const std::string large(1'000'000, 'x');
  Write({large});
  size_t before = 0;
  OnLoop([&] { before = socket_->unsent_bytes(); });
  EXPECT_EQ(ReadFromPeer(300'000).size(), 300'000u);
  EXPECT_TRUE(Eventually([&] {
    size_t now = 0;
    OnLoop([&] { now = socket_->unsent_bytes(); });
    return now > 0 && now < before;
  }));
}

TEST_F(SocketTest, SaysOnceThatThePeerHasGone) {
  peer_.reset();
  EXPECT_TRUE(Eventually([&] { return ends_ == 1; }));
  Write({"too late"});
  OnLoop([] {});
  EXPECT_EQ(ends_, 1);
}

TEST_F(SocketTest, CanBeDestroyedWhileItIsBlocked) {
  const std::string large(1'000'000, 'x');
  Write({large});
  OnLoop([&] { socket_.reset(); });
  EXPECT_LT(ReadFromPeer(large.size()).size(), large.size());
}

// Otherwise its owner would keep it for ever.
TEST_F(SocketTest, SaysThatItCouldNotBeOpened) {
  OnLoop([&] {
    OpenNothing();
    EXPECT_EQ(ends_, 0) << "its owner is not complete yet";
    const std::string_view bytes = "into nothing";
    socket_->Write({&bytes, 1});
  });
  EXPECT_TRUE(Eventually([&] { return ends_ == 1; }));
  OnLoop([&] { EXPECT_FALSE(socket_->IsBlocked()); });
}

TEST_F(SocketTest, CanBeDestroyedBeforeItSaysSo) {
  OnLoop([&] {
    OpenNothing();
    socket_.reset();
  });
  OnLoop([] {});
  EXPECT_EQ(ends_, 0);
}

}  // namespace
}  // namespace rollcall::rpc
