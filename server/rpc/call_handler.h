// SPDX-License-Identifier: Apache-2.0
// What a method does for one call. Used on the thread of the call's event loop only.
#pragma once

#include <optional>
#include <string>

#include "server/rpc/outgoing_message.h"

namespace rollcall::rpc {

class CallHandler {
 public:
  // The call is over: finished, or canceled, or the connection is lost.
  virtual ~CallHandler() = default;

  // The next message of the client. A method whose client does not stream gets exactly one.
  virtual void OnMessage(std::string message) = 0;
  // The client sends no more messages. Only called for a method whose client streams.
  virtual void OnMessagesEnd() {}

  // Asked when the client's flow control lets something out, so that a message is made as late as possible. nullopt:
  // there is none at present, and the call asks again after Call::Wake. See also Call::AwaitWake.
  virtual std::optional<Message> NextMessage() = 0;
  // The last of those messages was handed to the system as a whole.
  virtual void OnMessageSent() {}
};

}  // namespace rollcall::rpc
