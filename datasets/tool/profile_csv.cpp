// CSV files of anybody as the source of a profile: a table is the file TABLE.csv, in the folder given or beside the
// file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "datasets/rows.h"
#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/profile.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// One column of a file, and the bytes of the others but "id".
class Column {
 public:
  Column(const fs::path& file, const std::string& name)
      : file_(file), reader_(file, "mend the line, or give --from another file") {
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

  std::optional<ColumnName> declared_parent(const ColumnName& /*child*/) override { return std::nullopt; }
  datasets::ShapeFile shape(const ColumnName& child, const std::optional<ColumnName>& parent) override {
    datasets::ShapeFile shape;
    std::unordered_map<std::string, std::int64_t> children;  // by key
    Column keys(file_of(child, /*is_child=*/true), child.column);
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
      count_owners(*parent, child, children, shape, histogram);
    else
      for (const auto& [key, count] : children) ++histogram[count];
    if (histogram.empty())
      throw BadInput(fmt::format("{}: {} is empty in every row, so no owner is known: give --parent", from_.string(),
                                 child.column));
    for (const auto& [n, owners] : histogram) shape.fan_outs.push_back({n, owners});
    shape.dangling_keys = keys.rows() - shape.null_keys - shape.owned();
    return shape;
  }

 private:
  void count_owners(const ColumnName& parent, const ColumnName& child,
                    const std::unordered_map<std::string, std::int64_t>& children, datasets::ShapeFile& shape,
                    std::map<std::int64_t, std::int64_t>& histogram) const {
    Column owners(file_of(parent, parent.table == child.table), parent.column);
    std::unordered_map<std::string, bool> seen;
    while (owners.next()) {
      if (owners.is_key_null()) continue;
      if (!seen.try_emplace(owners.key(), true).second)
        throw BadInput(fmt::format("{}: {} holds the same value in several rows: give --parent the key of the owners",
                                   file_of(parent, false).string(), parent.column));
      const auto found = children.find(owners.key());
      ++histogram[found != children.end() ? found->second : 0];
    }
    owners.require_rows();
    shape.widths.users = owners.widths();
  }
  // A file that was named is the child's, whatever the table is called.
  fs::path file_of(const ColumnName& name, bool is_child) const {
    const bool is_folder = fs::is_directory(from_);
    fs::path file = (is_folder ? from_ : from_.parent_path()) / (name.table + ".csv");
    if (fs::exists(file)) return file;
    if (is_child && !is_folder) return from_;
    throw BadInput(fmt::format("{}: there is no such file: a table of CSV is a file, TABLE.csv", file.string()));
  }

  fs::path from_;
};

}  // namespace

std::unique_ptr<ProfileSource> open_csv_source(const std::string& from) { return std::make_unique<CsvSource>(from); }

}  // namespace dataset_tool
