// Both sides declared, each naming the other.
#include "tests/conformance/replay/models/declare.h"
#include "tests/conformance/replay/models/two_sided.h"

namespace replay {
namespace {

struct BackPopulates {
  template <class Target, orm::FixedString Partner, class... Options>
  using List = orm::Many<Target, orm::back_populates<Partner>, Options...>;
  template <class Target, orm::FixedString Partner, class... Options>
  using Scalar = orm::One<Target, orm::back_populates<Partner>, Options...>;
};

}  // namespace

void declare_back_populates(orm::Registry& registry, std::string_view model) {
  declare_family<TwoSided<BackPopulates>>(registry, model);
}

}  // namespace replay
