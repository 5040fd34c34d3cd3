// Datasets in directories of CSV files: one a table (users.csv), and dataset.json, which says what they hold and marks
// the directory as ours.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "datasets/digest.h"
#include "datasets/for_each_row.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/stored.h"

namespace fs = std::filesystem;
using nlohmann::json;

namespace dataset_tool {
namespace {

constexpr const char* kMark = "bothsides dataset";
constexpr const char* kMarkFile = "dataset.json";

fs::path file_of(const datasets::Table& table) { return std::string(table.name) + ".csv"; }

std::string header_of(const datasets::Table& table) {
  std::string header;
  for (const datasets::Column& column : table.columns) header.append(header.empty() ? "" : ",").append(column.name);
  return header;
}

json read_mark(const fs::path& directory) {
  std::ifstream file(directory / kMarkFile);
  const json mark = json::parse(file, nullptr, /*allow_exceptions=*/false);
  return mark.is_object() && mark.value("made_by", json()) == kMark ? mark : json();
}

void write_row(CsvWriter& file, orm::Row row) {
  for (const orm::Cell& cell : row) {
    if (cell.is_null())
      file.null();
    else if (cell.kind() == orm::Cell::Kind::integer)
      file.number(cell.integer());
    else
      file.text(cell.text());
  }
  file.end_row();
}

class StoredCsv final : public Stored {
 public:
  StoredCsv(fs::path path, json mark) : path_(std::move(path)), mark_(std::move(mark)) {}

  datasets::Origin origin() override {
    try {
      return {mark_.at("name"),
              mark_.at("seed"),
              datasets::relation_named(mark_.at("relation").get<std::string>()).value(),
              {mark_.at("users"), mark_.at("posts"), mark_.at("profiles"), mark_.at("tags"), mark_.at("post_tags")},
              std::stoull(mark_.at("digest").get<std::string>(), nullptr, 16)};
    } catch (const std::exception&) {  // json's and stoull's have no common base below this
      throw Damaged((path_ / kMarkFile).string() +
                    ": does not say which dataset this is: generate it again with --force");
    }
  }
  std::uint64_t bytes() override { return bytes_on_disk(path_); }
  void read(datasets::RowVisitor& visitor) override {
    for (const datasets::Table& table : datasets::tables_of(origin().relation)) {
      CsvReader reader = CsvReader::of_dataset(path_ / file_of(table), header_of(table));
      std::vector<orm::Cell> cells(table.columns.size());
      while (reader.next()) {
        for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(reader, table.columns[i], i);
        datasets::visit_row(table, cells, visitor);
      }
    }
  }

 private:
  static orm::Cell cell(CsvReader& reader, const datasets::Column& column, std::size_t index) {
    if (column.is_nullable && reader.is_null(index)) return {};
    if (column.kind == orm::Cell::Kind::integer) return reader.number(index);
    return std::string_view(reader.text(index));
  }

  fs::path path_;
  json mark_;
};

}  // namespace

bool is_our_csv(const fs::path& path) {
  if (!fs::is_directory(path) || read_mark(path).is_null()) return false;
  std::set<fs::path> ours{kMarkFile};
  for (const datasets::Relation relation : datasets::kRelations)
    for (const datasets::Table& table : datasets::tables_of(relation)) ours.insert(file_of(table));
  return std::all_of(fs::directory_iterator(path), fs::directory_iterator(),
                     [&](const fs::directory_entry& entry) { return ours.contains(entry.path().filename()); });
}

std::unique_ptr<Stored> open_csv(const fs::path& path) {
  json mark = read_mark(path);
  if (mark.is_null())
    throw BadInput(fmt::format("{}: is a directory without a dataset: give one made by 'dataset generate --format csv'",
                               path.string()));
  return std::make_unique<StoredCsv>(path, std::move(mark));
}

void write_csv(const fs::path& path, const fs::path& shown, const datasets::Dataset& dataset,
               const datasets::Progress& progress) {
  const datasets::Sizes sizes = dataset.sizes();
  datasets::Digest digest;
  datasets::Steps steps(progress, sizes.rows());
  std::map<std::string_view, CsvWriter> files;  // all made at once, so that an empty table has its file too
  for (const datasets::Table& table : datasets::tables_of(dataset.relation()))
    files.try_emplace(table.name, path / file_of(table), header_of(table), (shown / file_of(table)).string());
  datasets::for_each_row(dataset, [&](const auto& row) {
    write_row(files.at(row.table), datasets::cells_of(dataset.relation(), row).row());
    digest.add(row);
    steps.next();
  });
  for (auto& [table, file] : files) file.close();
  const json mark{{"made_by", kMark},
                  {"format", 2},
                  {"name", dataset.name()},
                  {"seed", dataset.seed()},
                  {"relation", datasets::name_of(dataset.relation())},
                  {"users", sizes.users},
                  {"posts", sizes.posts},
                  {"profiles", sizes.profiles},
                  {"tags", sizes.tags},
                  {"post_tags", sizes.post_tags},
                  {"digest", datasets::digest_text(digest.value())}};
  std::ofstream file(path / kMarkFile);
  file << mark.dump(2) << '\n';
  file.close();
  if (!file) throw BadInput(fmt::format("{}: cannot be written: check the disk", (shown / kMarkFile).string()));
}

}  // namespace dataset_tool
