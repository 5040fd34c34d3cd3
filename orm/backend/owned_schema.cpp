#include "orm/backend/owned_schema.h"

#include <fmt/format.h>

#include <optional>
#include <random>
#include <string_view>

#include "orm/backend/errors.h"

namespace orm {
namespace {

constexpr std::string_view kMark = "made by bothsides, which drops it; token ";

std::string mark_of(const std::string& token) { return std::string(kMark) + token; }

// The comment of the schema, empty where it has none; nothing when there is no such schema.
std::optional<std::string> comment_of(Backend& postgres, std::string_view name) {
  const Cell parameters[] = {name};
  auto found = postgres.select(
      "SELECT pg_catalog.obj_description(oid, 'pg_namespace') FROM pg_catalog.pg_namespace WHERE nspname = $1",
      parameters);
  const Row row = found.next();
  if (row.empty()) return std::nullopt;
  return row[0].is_null() ? "" : std::string(row[0].text());
}

template <class Work>
void in_transaction(Backend& postgres, Work&& work) {
  postgres.begin();
  try {
    work();
    postgres.commit();
  } catch (...) {
    try {
      postgres.rollback();
    } catch (const BackendError&) {  // the first error is told
    }
    throw;
  }
}

}  // namespace

std::string new_schema_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

void create_owned_schema(Backend& postgres, const std::string& name, const std::string& token) {
  const std::string quoted = postgres.dialect().quoted(name);
  in_transaction(postgres, [&] {
    if (const auto comment = comment_of(postgres, name))
      throw NotOurs(
          fmt::format("the database has a schema \"{}\" already{}; it was left as it is. Choose another name, "
                      "or drop it yourself: DROP SCHEMA {} CASCADE",
                      name, comment->starts_with(kMark) ? "" : ", which was not made by this suite", quoted));
    try {
      postgres.execute("CREATE SCHEMA " + quoted);
    } catch (const PermissionDenied& error) {
      throw PermissionDenied(
          {error.code(),
           "this role may not make a schema here, and all work happens in one of our own: use another "
           "role, or GRANT CREATE ON DATABASE to this one: " +
               error.details().message,
           "", ""});
    } catch (const ReadOnlyDatabase& error) {
      throw ReadOnlyDatabase({error.code(),
                              "this role or server may only read, and all work happens in a schema of our own: use "
                              "another role or server: " +
                                  error.details().message,
                              "", ""});
    }
    postgres.execute(fmt::format("COMMENT ON SCHEMA {} IS '{}'", quoted, mark_of(token)));
  });
}

void drop_owned_schema(Backend& postgres, const std::string& name, const std::string& token) {
  in_transaction(postgres, [&] {
    const auto comment = comment_of(postgres, name);
    if (!comment) return;
    if (*comment != mark_of(token))
      throw NotOurs(fmt::format("schema \"{}\" does not bear the mark of this run: nothing was dropped", name));
    postgres.execute(fmt::format("DROP SCHEMA {} CASCADE", postgres.dialect().quoted(name)));
  });
}

std::vector<std::string> owned_schemas(Backend& postgres, const std::string& token) {
  const std::string mark = mark_of(token);
  const Cell parameters[] = {std::string_view(mark)};
  std::vector<std::string> names;
  auto rows = postgres.select(
      "SELECT nspname FROM pg_catalog.pg_namespace WHERE pg_catalog.obj_description(oid, 'pg_namespace') = $1 "
      "ORDER BY nspname",
      parameters);
  for (Row row = rows.next(); !row.empty(); row = rows.next()) names.emplace_back(row[0].text());
  return names;
}

bool is_owned_schema(Backend& postgres, const std::string& name) {
  const auto comment = comment_of(postgres, name);
  return comment && comment->starts_with(kMark);
}

}  // namespace orm
