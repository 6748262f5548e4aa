// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace rollcall {

// Raises the limit of open files as far as the system allows, and logs a warning if that is too little for so many
// connections and what the server needs besides: the HTTP port, Kafka, the files of TLS.
void RaiseOpenFilesFor(size_t max_connections);

}  // namespace rollcall
