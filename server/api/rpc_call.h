// SPDX-License-Identifier: Apache-2.0
// The interface between a call and its completion queue.
#pragma once

namespace rollcall::api {

class RpcCall {
 public:
  // The operation that has completed.
  enum class Event {
    kRequested,  // a client has called; not ok if the server stops instead
    kWritten,    // a message was handed to the transport; not ok if the call is over
    kFinished,   // the status was handed to the transport
    kDone,       // the call is over (finished, canceled or disconnected); not delivered for a call that never started
  };
  // Identifies an operation to gRPC, which returns it on completion. Lives as long as the call.
  struct Tag {
    RpcCall* call;
    Event event;
  };

  virtual ~RpcCall() = default;
  // Called on the queue's thread. Returns true if no further operation of this call will complete; the call is then to
  // be destroyed.
  virtual bool Complete(Event event, bool ok) = 0;
};

}  // namespace rollcall::api
