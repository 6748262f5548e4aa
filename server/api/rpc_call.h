// SPDX-License-Identifier: Apache-2.0
// A call as its completion queue knows it.
#pragma once

namespace rollcall::api {

class RpcCall {
 public:
  // What has completed.
  enum class Event {
    kRequested,  // there is a call; not ok: the server stops, there will be none
    kWritten,    // a message was handed to the transport; not ok: the call is over
    kFinished,   // its status was
    kDone,       // the call has ended, by whomever; of a call that never began it does not come
  };
  // What gRPC gives back when it has. Lives as long as the call.
  struct Tag {
    RpcCall* call;
    Event event;
  };

  virtual ~RpcCall() = default;
  // On the queue's thread. True: nothing more of this call will complete, it is to be destroyed.
  virtual bool Complete(Event event, bool ok) = 0;
};

}  // namespace rollcall::api
