// The address that a server listens on.
#pragma once

#include <string>

namespace rollcall {

// `listen` with its port replaced by the one that was taken; unix: addresses stay as they are.
std::string WithPort(const std::string& listen, int port);

// Why the address cannot be listened on, for a person, found by trying.
std::string WhyNotListen(const std::string& listen);

}  // namespace rollcall
