// A PostgreSQL database of anybody as the source of a profile.
#include "datasets/tool/errors.h"
#include "datasets/tool/profile.h"

namespace dataset_tool {

std::unique_ptr<ProfileSource> open_postgres_source(const std::string& /*conninfo*/) {
  throw BadInput("--from: PostgreSQL is not supported by this version: give a SQLite or CSV file");
}

}  // namespace dataset_tool
