// Whether replacing an SQLite file would pull it from under a program that has it open.
#pragma once

#include <filesystem>
#include <string>

namespace dataset_tool {

// What stands against it: "z.sqlite-wal holds changes"; empty when nothing does. Changes nothing.
// A replaced database must not meet the log or journal of the old one: SQLite would apply it.
std::string sign_of_use(const std::filesystem::path& database);

}  // namespace dataset_tool
