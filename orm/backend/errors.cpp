#include "orm/backend/errors.h"

#include <fmt/format.h>

#include <utility>

namespace orm {
namespace {

std::string sentence(const BackendError::Details& details) {
  std::string text = fmt::format("{} [{}]", details.message, details.code);
  if (!details.about.empty()) text += fmt::format(", about {}", details.about);
  if (!details.statement.empty()) text += fmt::format(", in: {}", details.statement);
  return text;
}

}  // namespace

BackendError::BackendError(Details details) : std::runtime_error(sentence(details)), details_(std::move(details)) {}

}  // namespace orm
