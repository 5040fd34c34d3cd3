// The untyped parts of a list that is never loaded (declarative/write_only.h).
#pragma once

#include <vector>

#include "orm/instance/slots.h"
#include "orm/loading/query.h"

namespace orm {

// Changes are queued until the flush, which writes them; the other side of a linked
// pair follows at once. Throws TypeMismatch for an object of another session.
void add_to_write_only(ListSlot& slot, Entity& value);
void remove_from_write_only(ListSlot& slot, Entity& value);
// The elements as the database has them, ordered by key: 1 SELECT, flushing first (autoflush). Throws DetachedInstance.
std::vector<Entity*> select_write_only(ListSlot& slot, const std::vector<Condition>& conditions);

}  // namespace orm
