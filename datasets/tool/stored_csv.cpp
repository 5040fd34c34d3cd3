// Datasets in directories of CSV files: users.csv, posts.csv, and dataset.json, which says what they hold and marks the
// directory as ours.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "datasets/digest.h"
#include "datasets/tables/progress.h"
#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"
#include "datasets/tool/stored.h"

namespace fs = std::filesystem;
using nlohmann::json;

namespace dataset_tool {
namespace {

constexpr const char* kMark = "bothsides dataset";
constexpr std::string_view kUserColumns = "id,name,email";
constexpr std::string_view kPostColumns = "id,title,body,author_id";

json read_mark(const fs::path& directory) {
  std::ifstream file(directory / "dataset.json");
  const json mark = json::parse(file, nullptr, /*allow_exceptions=*/false);
  return mark.is_object() && mark.value("made_by", json()) == kMark ? mark : json();
}

class StoredCsv final : public Stored {
 public:
  StoredCsv(fs::path path, json mark) : path_(std::move(path)), mark_(std::move(mark)) {}

  datasets::Origin origin() override {
    try {
      return {mark_.at("name"),
              mark_.at("seed"),
              {mark_.at("users"), mark_.at("posts")},
              std::stoull(mark_.at("digest").get<std::string>(), nullptr, 16)};
    } catch (const std::exception&) {  // json's and stoull's have no common base below this
      throw Damaged((path_ / "dataset.json").string() +
                    ": does not say which dataset this is: generate it again with --force");
    }
  }
  void read(const OnUser& on_user, const OnPost& on_post) override {
    CsvReader users(path_ / "users.csv", kUserColumns);
    while (users.next()) on_user({users.number(0), users.text(1), users.text(2)});
    CsvReader posts(path_ / "posts.csv", kPostColumns);
    const std::int64_t no_author = 0;
    while (posts.next()) on_post({posts.number(0), posts.number(3, &no_author), posts.text(1), posts.text(2)});
  }

 private:
  fs::path path_;
  json mark_;
};

}  // namespace

bool is_our_csv(const fs::path& path) {
  if (!fs::is_directory(path) || read_mark(path).is_null()) return false;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    const fs::path name = entry.path().filename();
    if (name != "users.csv" && name != "posts.csv" && name != "dataset.json") return false;
  }
  return true;
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
  datasets::Steps steps(progress, sizes.users + sizes.posts);
  CsvWriter users(path / "users.csv", kUserColumns, (shown / "users.csv").string());
  for (std::int64_t id = 1; id <= sizes.users; ++id) {
    const datasets::User user = dataset.user(id);
    users.number(user.id).text(user.name).text(user.email).end_row();
    digest.add(user);
    steps.next();
  }
  users.close();
  CsvWriter posts(path / "posts.csv", kPostColumns, (shown / "posts.csv").string());
  for (std::int64_t id = 1; id <= sizes.posts; ++id) {
    const datasets::Post post = dataset.post(id);
    posts.number(post.id).text(post.title).text(post.body).number(post.author_id).end_row();
    digest.add(post);
    steps.next();
  }
  posts.close();
  const json mark{{"made_by", kMark},
                  {"format", 1},
                  {"name", dataset.name()},
                  {"seed", dataset.seed()},
                  {"users", sizes.users},
                  {"posts", sizes.posts},
                  {"digest", datasets::digest_text(digest.value())}};
  std::ofstream file(path / "dataset.json");
  file << mark.dump(2) << '\n';
  file.close();
  if (!file) throw BadInput(fmt::format("{}: cannot be written: check the disk", (shown / "dataset.json").string()));
}

}  // namespace dataset_tool
