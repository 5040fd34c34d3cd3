// CSV files of anybody as the source of a profile: a table is the file TABLE.csv, in the folder given or beside the
// file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "datasets/rows.h"
#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/profile.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// One column of a file, and the bytes of the others but "id".
class CsvColumn {
 public:
  CsvColumn(const fs::path& file, const std::string& name)
      : file_(file), reader_(file, "correct the line, or give --from another file") {
    const std::vector<std::string>& columns = reader_.columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end())
      throw BadInput(
          fmt::format("{}: line 1: has no column '{}': it has {}", file.string(), name, fmt::join(columns, ", ")));
    if (std::count(found, columns.end(), name) > 1)
      throw BadInput(fmt::format("{}: line 1: has several columns '{}': rename all but one", file.string(), name));
    key_ = static_cast<std::size_t>(found - columns.begin());
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (i != key_ && columns[i] != "id") others_.push_back(i);
  }
  bool next() {
    if (!reader_.next()) return false;
    std::int64_t bytes = 0;
    for (const std::size_t i : others_) bytes += is_null(i) ? 0 : static_cast<std::int64_t>(reader_.text(i).size());
    ++widths_[bytes];
    if (++rows_ > datasets::kMostRows)
      throw BadInput(fmt::format("{}: has more than 100,000,000 rows: give a part of it", file_.string()));
    return true;
  }
  bool is_key_null() { return is_null(key_); }
  const std::string& key() { return reader_.text(key_); }
  static bool has(const fs::path& file, const std::string& name) {
    const CsvReader reader(file, "correct the line, or give --from another file");
    const std::vector<std::string>& columns = reader.columns();
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  }
  std::int64_t rows() const noexcept { return rows_; }
  std::vector<std::int64_t> widths() const { return datasets::percentiles({widths_.begin(), widths_.end()}); }
  void require_rows() const {
    if (rows_ == 0) throw BadInput(fmt::format("{}: has no rows: there is no shape to see", file_.string()));
  }

 private:
  bool is_null(std::size_t column) { return reader_.is_null(column) || reader_.text(column) == "\\N"; }

  fs::path file_;
  CsvReader reader_;
  std::size_t key_ = 0;
  std::vector<std::size_t> others_;
  std::map<std::int64_t, std::int64_t> widths_;  // bytes -> rows
  std::int64_t rows_ = 0;
};

class CsvSource final : public ProfileSource {
 public:
  explicit CsvSource(const fs::path& from) : from_(from) {}

  Profiled profile(const Question& question) override {
    const Place child = find(question.child, /*is_child=*/true);
    std::optional<Place> parent;
    if (!question.parent.empty()) parent = find(question.parent, /*is_child=*/false);
    Profiled profiled;
    profiled.child = child.name.text();
    if (parent) profiled.parent = parent->name.text();
    datasets::ShapeFile& shape = profiled.shape;
    std::unordered_map<std::string, std::int64_t> children;  // by key
    CsvColumn keys(child.file, child.name.column);
    while (keys.next()) {
      if (keys.is_key_null())
        ++shape.null_keys;
      else
        ++children[keys.key()];
    }
    keys.require_rows();
    shape.widths.posts = keys.widths();
    shape.is_childless_known = parent.has_value();
    std::map<std::int64_t, std::int64_t> histogram;
    if (parent)
      count_owners(*parent, children, shape, histogram);
    else
      for (const auto& [key, count] : children) ++histogram[count];
    if (histogram.empty())
      throw BadInput(fmt::format("{}: {} is empty in every row, so no owner is known: give --parent", from_.string(),
                                 child.name.column));
    for (const auto& [n, owners] : histogram) shape.fan_outs.push_back({n, owners});
    shape.dangling_keys = keys.rows() - shape.null_keys - shape.owned();
    profiled.null_word = null_word(children);
    return profiled;
  }

 private:
  struct Place {
    fs::path file;
    ColumnName name;
  };
  static void count_owners(const Place& parent, const std::unordered_map<std::string, std::int64_t>& children,
                           datasets::ShapeFile& shape, std::map<std::int64_t, std::int64_t>& histogram) {
    CsvColumn owners(parent.file, parent.name.column);
    std::unordered_set<std::string> seen;
    while (owners.next()) {
      if (owners.is_key_null()) continue;
      if (!seen.insert(owners.key()).second)
        throw BadInput(
            fmt::format("{}: {} holds the same value in several rows: give --parent the key of the owners; of "
                        "a key of several columns join them into one, in both files",
                        parent.file.string(), parent.name.column));
      const auto found = children.find(owners.key());
      ++histogram[found != children.end() ? found->second : 0];
    }
    owners.require_rows();
    shape.widths.users = owners.widths();
  }
  static std::optional<NullWord> null_word(const std::unordered_map<std::string, std::int64_t>& children) {
    NullWord found;
    for (const auto& [key, count] : children)
      if (is_null_word(key) && count > found.children) found = {key, count};
    return found.children > 0 ? std::optional(found) : std::nullopt;
  }
  // The first reading whose file has the column, or else the first that has a file. A file that was named is the
  // child's, whatever the table is called.
  Place find(const std::vector<ColumnName>& readings, bool is_child) const {
    std::optional<Place> first;
    for (const bool has_name : {true, false}) {
      if (!has_name && (!is_child || fs::is_directory(from_))) break;
      for (const ColumnName& name : readings) {
        const fs::path file = has_name ? file_of(name.table) : from_;
        if (file.empty()) continue;
        if (CsvColumn::has(file, name.column)) return {file, name};
        if (!first) first = {file, name};
      }
    }
    if (first) return *first;
    throw BadInput(fmt::format("{}: there is no such file: a table of CSV is a file, TABLE.csv",
                               (folder() / (readings.front().table + ".csv")).string()));
  }
  fs::path folder() const { return fs::is_directory(from_) ? from_ : from_.parent_path(); }
  // Empty where there is none.
  fs::path file_of(const std::string& table) const {
    if (from_.stem() == table && !fs::is_directory(from_)) return from_;
    for (const fs::path& ending : {from_.extension(), fs::path(".csv"), fs::path(".tsv"), fs::path(".txt")})
      if (const fs::path file = folder() / (table + ending.string()); !ending.empty() && fs::exists(file)) return file;
    return {};
  }

  fs::path from_;
};

}  // namespace

std::unique_ptr<ProfileSource> open_csv_source(const std::string& from) { return std::make_unique<CsvSource>(from); }

}  // namespace dataset_tool
