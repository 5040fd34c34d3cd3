#include "bench/hand_written/link_objects.h"

#include <map>
#include <utility>

namespace bench::hand_written {

std::vector<LinkChange> LinkedTags::take_changes() {
  std::map<std::pair<const TaggedPost*, const Tag*>, int> balance;
  for (const LinkChange& change : changes_) balance[{change.post, change.tag}] += change.is_linked ? 1 : -1;
  std::vector<LinkChange> left;
  for (const LinkChange& change : changes_) {
    int& rest = balance[{change.post, change.tag}];
    if (rest == 0 || (rest > 0) != change.is_linked) continue;
    rest += change.is_linked ? -1 : 1;
    left.push_back(change);
  }
  changes_.clear();
  return left;
}

}  // namespace bench::hand_written
