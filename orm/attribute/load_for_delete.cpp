#include "orm/attribute/load_for_delete.h"

#include <fmt/format.h>

#include "orm/attribute/sync.h"

namespace orm {

void load_for_delete(SessionState& session, Entity& owner, const Relationship& relationship) {
  if (relationship.passive_deletes) return session.thaw(owner);
  if (relationship.write_only)
    throw LoadRefused(
        fmt::format("{} is deleted, and {} is write_only and is never loaded: declare passive_deletes, and let the "
                    "database delete or release what it holds",
                    label_of(owner), label_of(owner, relationship.name)));
  session.refused.erase({&owner, &relationship});
  if (relationship.uselist)
    load_list(slot_at<ListSlot>(owner, relationship.offset));
  else
    load_scalar(slot_at<ScalarSlot>(owner, relationship.offset));
}

}  // namespace orm
