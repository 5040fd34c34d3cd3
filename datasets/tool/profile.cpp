// dataset profile: the shape of a relationship in somebody's data, as a file of numbers.
#include "datasets/tool/profile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "datasets/tables/mark.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/interrupt.h"
#include "datasets/tool/numbers.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

ColumnName column_name(const std::string& option, const std::string& text) {
  const auto dot = text.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text.size())
    throw BadInput(fmt::format("{} {}: is not a column: give TABLE.COLUMN", option, text));
  return {text.substr(0, dot), text.substr(dot + 1)};
}

bool is_conninfo(const std::string& from) {
  return from.starts_with("postgres://") || from.starts_with("postgresql://") ||
         (from.find('=') != std::string::npos && !fs::exists(from));
}

std::string first_bytes(const std::string& file) {
  std::string bytes(4096, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

// The file of an earlier profile may be replaced, with --force; nothing else.
void check_out(const Profile& options) {
  const fs::path out = options.out;
  const fs::file_status status = fs::symlink_status(out);
  if (out.filename().empty())
    throw BadInput(fmt::format("'{}': is not a name to write to: give --out a file", options.out));
  if (status.type() == fs::file_type::not_found) return;
  if (!fs::is_regular_file(status) || first_bytes(options.out).find("\nbothsides_shape = ") == std::string::npos)
    throw BadInput(
        fmt::format("{}: is no shape file, not even --force replaces it: choose another --out", options.out));
  if (!options.force) throw BadInput(fmt::format("{}: exists already: give --force to replace it", options.out));
}

void write(const std::string& out, const std::string& text) {
  const fs::path target = out;
  const fs::path temporary = target.parent_path() / fmt::format(".{}.tmp-{}", target.filename().string(), getpid());
  std::ofstream file(temporary, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) fs::rename(temporary, target, error);
  if (!file || error) {
    fs::remove(temporary, error);
    throw BadInput(fmt::format("{}: cannot be written: choose another --out", out));
  }
}

}  // namespace

std::unique_ptr<ProfileSource> open_profile_source(const std::string& from) {
  if (is_conninfo(from)) return open_postgres_source(from);
  std::error_code error;
  const fs::file_status status = fs::status(from, error);
  if (status.type() == fs::file_type::not_found)
    throw BadInput(fmt::format("{}: no such file: give --from a SQLite or CSV file, or a PostgreSQL connection", from));
  if (fs::is_directory(status)) return open_csv_source(from);
  if (!fs::is_regular_file(status) || access(from.c_str(), R_OK) != 0)
    throw BadInput(fmt::format("{}: cannot be read as a file: check the path and its permissions", from));
  const std::string bytes = first_bytes(from);
  if (datasets::is_sqlite_header(bytes)) return open_sqlite_source(from);
  if (bytes.empty()) throw BadInput(fmt::format("{}: is empty: give a SQLite or CSV file", from));
  if (bytes.find('\0') != std::string::npos)
    throw BadInput(fmt::format("{}: is neither a SQLite database nor CSV: give --from one of them", from));
  return open_csv_source(from);
}

int profile(const Profile& options) {
  const ColumnName child = column_name("--child", options.child);
  std::optional<ColumnName> parent;
  if (!options.parent.empty()) parent = column_name("--parent", options.parent);
  check_out(options);
  end_at_interrupts();  // counting is one long statement, and nothing is written before its end
  const auto source = open_profile_source(options.from);
  const bool is_declared = !parent;
  if (is_declared) parent = source->declared_parent(child);
  const datasets::ShapeFile shape = source->shape(child, parent);
  write(options.out, text_of(shape));

  const std::int64_t childless = shape.fan_outs.front().children == 0 ? shape.fan_outs.front().owners : 0;
  fmt::print("{}: {} owners ({}), {} children ({} with NULL as their key{}), at most {} of one owner\n", options.out,
             grouped(shape.owners()),
             parent ? grouped(childless) + " without children" : "those without children are unknown",
             grouped(shape.children()), grouped(shape.null_keys),
             shape.dangling_keys > 0 ? fmt::format(", {} with the key of no owner", grouped(shape.dangling_keys)) : "",
             grouped(shape.fan_outs.back().children));
  if (!parent)
    fmt::print("no foreign key of {} is declared: give --parent TABLE.COLUMN to count owners without children\n",
               options.child);
  else if (is_declared)
    fmt::print("owners are the rows of {}, which the foreign key names\n", parent->text());
  return 0;
}

}  // namespace dataset_tool
