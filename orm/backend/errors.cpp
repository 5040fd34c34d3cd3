#include "orm/backend/errors.h"

#include <fmt/format.h>

#include <utility>

namespace orm {
namespace {

std::string sentence(const BackendError::Details& details) {
  std::string text = details.message;
  if (!details.code.empty()) text += fmt::format(" [{}]", details.code);
  if (!details.about.empty()) text += fmt::format(", about {}", details.about);
  if (!details.statement.empty()) text += fmt::format(", in: {}", details.statement);
  return text;
}

}  // namespace

BackendError::BackendError(Details details)
    : std::runtime_error(details.message), details_(std::move(details)), text_(sentence(details_)) {}

void BackendError::set_about(std::string about) {
  details_.about = std::move(about);
  text_ = sentence(details_);
}

}  // namespace orm
