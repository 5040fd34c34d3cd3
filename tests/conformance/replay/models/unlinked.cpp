// Both sides declared, neither naming the other.
#include "tests/conformance/replay/models/declare.h"
#include "tests/conformance/replay/models/two_sided.h"

namespace replay {
namespace {

struct Unlinked {
  template <class Target, orm::FixedString /*Partner*/, class... Options>
  using List = orm::Many<Target, Options...>;
  template <class Target, orm::FixedString /*Partner*/, class... Options>
  using Scalar = orm::One<Target, Options...>;
};

}  // namespace

void declare_unlinked(orm::Registry& registry, std::string_view model) {
  declare_family<TwoSided<Unlinked>>(registry, model);
}

}  // namespace replay
