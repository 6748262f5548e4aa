// SPDX-License-Identifier: Apache-2.0
// Declares the classes of CLI11 that headers name. Its own header takes seconds to compile in each file that includes
// it.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 gives the name

class App;
class Error;
class Option;
class ParseError;
class ValidationError;
class Validator;

}  // namespace CLI
