// dataset profile: the shape of a relationship in somebody's data, as a file of numbers.
#include "datasets/tool/profile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "datasets/printable.h"
#include "datasets/tables/mark.h"
#include "datasets/tool/commands.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/interrupt.h"
#include "datasets/tool/numbers.h"
#include "datasets/tool/replacement.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// What is no file and may be a connection: such a text is never shown.
bool is_connection(const std::string& from) {
  return from.starts_with("postgres://") || from.starts_with("postgresql://") ||
         (!fs::exists(from) && (from.find('=') != std::string::npos || from.find("://") != std::string::npos));
}

std::string first_bytes(const std::string& file) {
  std::string bytes(4096, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

// As UTF-16 without a mark has: in one of each two bytes.
bool has_zeros_between(const std::string& bytes) {
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
  const std::size_t most = std::max(zeros[0], zeros[1]);
  return std::min(zeros[0], zeros[1]) == 0 && most > bytes.size() / 3;
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
        fmt::format("{}: is not a shape file, not even --force replaces it: choose another --out", options.out));
  if (!options.force) throw BadInput(fmt::format("{}: exists already: give --force to replace it", options.out));
}

void write(const std::string& out, const std::string& text) {
  const fs::path target = out;
  sweep(target);
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

std::vector<std::string> warnings_of(const Profiled& found) {
  const datasets::ShapeFile& shape = found.shape;
  std::vector<std::string> warnings = found.warnings;
  const std::int64_t keys = shape.children() - shape.null_keys;
  if (shape.is_childless_known && keys > 0 && shape.owned() == 0)
    warnings.push_back(fmt::format(
        "no key of {} is one of {}: give --parent the column that it refers to, and write both in the same way ('1' is "
        "not '1.0')",
        found.child, found.parent));
  if (!shape.is_childless_known && keys > 1 && shape.fan_outs.back().children == 1)
    warnings.push_back(fmt::format(
        "each key of {} occurs in only one row: give --child the column that names the owner, if this one names the "
        "child",
        found.child));
  if (found.null_word)
    warnings.push_back(
        fmt::format("{} is {} in {} rows, which is a key like any other: make it NULL there (in CSV an empty field "
                    "without quotes) to "
                    "have them counted as rows without a key",
                    found.child, found.null_word->text.empty() ? "an empty text" : "'" + found.null_word->text + "'",
                    grouped(found.null_word->children)));
  return warnings;
}

}  // namespace

std::unique_ptr<ProfileSource> open_profile_source(const std::string& from) {
  if (is_connection(from)) return open_postgres_source(from);
  std::error_code error;
  const fs::file_status status = fs::status(from, error);
  if (status.type() == fs::file_type::not_found && from.find('@') != std::string::npos)
    throw BadInput(
        "--from: is not a file, and as a connection it cannot be understood (it may contain a password, so it is "
        "not shown): write postgresql://USER@HOST/DATABASE, or the path of a file");
  if (status.type() == fs::file_type::not_found)
    throw BadInput(fmt::format("{}: no such file: give --from a SQLite or CSV file, or a PostgreSQL connection", from));
  if (fs::is_directory(status)) return open_csv_source(from);
  if (!fs::is_regular_file(status) || access(from.c_str(), R_OK) != 0)
    throw BadInput(fmt::format("{}: cannot be read as a file: check the path and its permissions", from));
  const std::string bytes = first_bytes(from);
  if (datasets::is_sqlite_header(bytes)) return open_sqlite_source(from);
  if (bytes.empty()) throw BadInput(fmt::format("{}: is empty: give a SQLite or CSV file", from));
  const bool is_utf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") || has_zeros_between(bytes);
  if (bytes.find('\0') != std::string::npos && !is_utf16)
    throw BadInput(fmt::format("{}: is neither a SQLite database nor CSV: give --from one of them", from));
  return open_csv_source(from);
}

bool is_null_word(const std::string& text) {
  std::string small;
  for (const char c : text)
    if (c != ' ') small += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(std::begin(kNullWords), std::end(kNullWords), small) != std::end(kNullWords);
}

int profile(const Profile& options) {
  const Question question{readings("--child", options.child),
                          options.parent.empty() ? std::vector<ColumnName>() : readings("--parent", options.parent)};
  check_out(options);
  end_at_interrupts();  // counting is one long statement, and nothing is written before its end
  const Profiled found = open_profile_source(options.from)->profile(question);
  const datasets::ShapeFile& shape = found.shape;
  write(options.out, text_of(shape));

  for (const std::string& warning : warnings_of(found))
    fmt::print(stderr, "dataset: warning: {}\n", datasets::printable(warning));
  const std::int64_t childless = shape.fan_outs.front().children == 0 ? shape.fan_outs.front().owners : 0;
  fmt::print(
      "{}: {} {} ({}), {} {} ({} with NULL as their key{}), at most {} of one owner\n", options.out,
      grouped(shape.owners()), shape.owners() == 1 ? "owner" : "owners",
      shape.is_childless_known ? grouped(childless) + " without children" : "the number without children is unknown",
      grouped(shape.children()), shape.children() == 1 ? "child" : "children", grouped(shape.null_keys),
      shape.dangling_keys > 0 ? fmt::format(", {} with a key that no owner has", grouped(shape.dangling_keys)) : "",
      grouped(shape.fan_outs.back().children));
  if (found.parent.empty() && found.warnings.empty())
    fmt::print("no foreign key of {} is declared: give --parent TABLE.COLUMN to count owners without children\n",
               found.child);
  else if (found.is_declared)
    fmt::print("owners are the rows of {}, which the foreign key {} names\n", found.parent, found.child);
  for (const std::string& note : found.notes) fmt::print("{}\n", note);
  return 0;
}

}  // namespace dataset_tool
