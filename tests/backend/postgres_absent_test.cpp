// A program that was built without PostgreSQL, for a run that needs none, says so where one is asked for.
#include <gmock/gmock.h>

#include "orm/backend/all.h"

namespace {

TEST(PostgresAbsent, EachBackendOfAServerSaysHowToGetIt) {
  int servers = 0;
  for (const orm::BackendRow& row : orm::kBackends) {
    if (!row.needs_server) continue;
    ++servers;
    try {
      row.open({"", "host=/nowhere"});
      ADD_FAILURE() << row.name;
    } catch (const orm::CannotOpen& error) {
      EXPECT_EQ(error.details().message, "this program was built without PostgreSQL; `scripts/build release` adds it");
    }
  }
  EXPECT_EQ(servers, 2);
  EXPECT_FALSE(orm::Postgres::is_built());
}

TEST(PostgresAbsent, SqliteIsThere) { EXPECT_EQ(orm::backend_in_memory().open({})->engine(), orm::Engine::sqlite); }

}  // namespace
