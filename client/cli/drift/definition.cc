// SPDX-License-Identifier: Apache-2.0
#include "client/cli/drift/definition.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "display/text.h"
#include "display/text_format.h"

namespace rollcall::cli {
namespace {

std::string Quoted(const std::string& text) { return text.empty() ? "none" : absl::StrCat("\"", Sanitize(text), "\""); }

}  // namespace

Definition DefinitionOf(const v1::Coprocessor& coprocessor) {
  return {.input_topics = {coprocessor.input_topics().begin(), coprocessor.input_topics().end()},
          .description = coprocessor.description(),
          .state = coprocessor.state_text()};
}

std::string_view FieldName(Field field) {
  switch (field) {
    case Field::kInputTopics:
      return "input topics";
    case Field::kDescription:
      return "description";
    case Field::kState:
      return "state";
  }
  DieOfBug("a field has no name");
}

Definition Only(Field field, const Definition& definition) {
  Definition only;
  if (field == Field::kInputTopics) only.input_topics = definition.input_topics;
  if (field == Field::kDescription) only.description = definition.description;
  if (field == Field::kState) only.state = definition.state;
  return only;
}

std::string FieldText(Field field, const Definition& definition) {
  if (field == Field::kInputTopics) {
    return TopicsText({definition.input_topics.begin(), definition.input_topics.end()});
  }
  return Quoted(field == Field::kDescription ? definition.description : definition.state);
}

}  // namespace rollcall::cli
