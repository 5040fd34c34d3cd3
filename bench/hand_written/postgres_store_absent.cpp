// In place of postgres_store.cpp in a build that needs no PostgreSQL.
#include <cstdlib>

#include "bench/hand_written/store.h"

namespace bench::hand_written {

// No backend of PostgreSQL can be opened there.
std::unique_ptr<Store> postgres_store(orm::Backend& /*backend*/, orm::Counts& /*counts*/) { std::abort(); }

}  // namespace bench::hand_written
