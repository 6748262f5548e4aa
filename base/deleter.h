// SPDX-License-Identifier: Apache-2.0
// Lets a std::unique_ptr free what a C library made: std::unique_ptr<BIO, Deleter<BIO_free>>.
#pragma once

namespace rollcall {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace rollcall
