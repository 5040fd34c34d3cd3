#include "orm/instance/entity.h"

#include <cstddef>

namespace orm {

const char* state_name(State state) noexcept {
  constexpr const char* kNames[] = {"transient", "pending", "persistent", "deleted", "detached"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace orm
