#include "datasets/sources/debian.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

namespace fs = std::filesystem;

namespace datasets {
namespace {

constexpr const char* kHelper = "/usr/lib/apt/apt-helper";  // unpacks whatever apt packs its lists with

[[noreturn]] void fail(const std::string& what) {
  throw BadSource(what + ": run 'apt-get update' as root (sudo apt-get update), which downloads the lists");
}

bool is_list(const fs::path& file) { return file.filename().string().find("_Packages") != std::string::npos; }

std::vector<fs::path> lists_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file() && is_list(at->path())) files.push_back(at->path());
  if (error) fail(fmt::format("debian: {} cannot be read ({})", folder.string(), error.message()));
  if (files.empty()) fail(fmt::format("debian: {} has no package lists", folder.string()));
  std::sort(files.begin(), files.end());
  return files;
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

// What the file unpacks to.
std::string content(const fs::path& file) {
  std::ostringstream text;
  if (!file.has_extension() || file.extension().string().find("_Packages") != std::string::npos) {
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
  }
  if (!fs::exists(kHelper))
    fail(fmt::format("debian: {} is packed, and apt's {} does not exist", file.string(), kHelper));
  const std::string command = std::string(kHelper) + " cat-file " + quoted(file.string()) + " 2>/dev/null";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "re"), pclose);
  std::string unpacked;
  std::vector<char> buffer(1 << 16);
  while (pipe) {
    const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
    if (bytes == 0) break;
    unpacked.append(buffer.data(), bytes);
  }
  return unpacked;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream in(list);
  for (std::string word; std::getline(in, word, ',');)
    if (!trimmed(word).empty()) words.push_back(trimmed(word));
  return words;
}

// "Ada Lovelace" and "ada@debian.org" of "Ada Lovelace <ada@debian.org>".
std::pair<std::string, std::string> name_and_address(const std::string& maintainer) {
  const auto open = maintainer.rfind('<');
  const auto close = maintainer.rfind('>');
  if (open == std::string::npos || close == std::string::npos || close < open) return {maintainer, maintainer};
  return {trimmed(std::string_view(maintainer).substr(0, open)), maintainer.substr(open + 1, close - open - 1)};
}

PackageLists read_lists() {
  const char* elsewhere = std::getenv("BOTHSIDES_APT_LISTS");
  const fs::path folder = elsewhere != nullptr ? elsewhere : kAptLists;
  PackageLists lists;
  for (const fs::path& file : lists_in(folder)) {
    std::istringstream list(content(file));
    lists.add(list, file.string());
  }
  if (lists.is_empty()) fail(fmt::format("debian: the package lists in {} are empty", folder.string()));
  return lists;
}

const PackageLists& package_lists() {
  static const PackageLists lists = read_lists();
  return lists;
}

}  // namespace

bool PackageLists::is_empty() const noexcept { return packages_.empty(); }

void PackageLists::add(std::istream& list, const std::string& shown) {
  Package package;
  std::string* field = nullptr;  // that a continued line belongs to
  std::string tags;
  std::int64_t number = 0;
  std::int64_t first = 1;
  const auto end_paragraph = [&] {
    package.tags = split(tags);
    if (!package.name.empty() || !package.maintainer.empty()) add_package(std::move(package), shown, first);
    package = {};
    tags.clear();
    field = nullptr;
    first = number + 1;
  };
  for (std::string line; std::getline(list, line);) {
    ++number;
    if (line.empty()) {
      end_paragraph();
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (field != nullptr) field->append(field == &tags ? "" : "\n").append(trimmed(line));
    } else {
      const auto colon = line.find(':');
      if (colon == std::string::npos)
        fail(fmt::format("debian: {}: line {} is not a field of a package list", shown, number));
      const std::string_view name = std::string_view(line).substr(0, colon);
      field = name == "Package"       ? &package.name
              : name == "Version"     ? &package.version
              : name == "Maintainer"  ? &package.maintainer
              : name == "Description" ? &package.description
              : name == "Tag"         ? &tags
                                      : nullptr;
      if (field != nullptr) *field = trimmed(std::string_view(line).substr(colon + 1));
    }
  }
  end_paragraph();
}

void PackageLists::add_package(Package package, const std::string& shown, std::int64_t line) {
  if (package.name.empty() || package.maintainer.empty())
    fail(fmt::format("debian: {}: line {}: a package without Package or Maintainer", shown, line));
  packages_.push_back(std::move(package));
}

PackageLists::Rows PackageLists::rows() const {
  std::map<std::string_view, const Package*> by_name;
  for (const Package& package : packages_) by_name.try_emplace(package.name, &package);
  std::map<std::string, User> by_address;
  std::map<std::string_view, Tag> by_tag;
  for (const auto& [name, package] : by_name) {
    auto [maintainer, address] = name_and_address(package->maintainer);
    by_address.try_emplace(address, User{0, std::move(maintainer), address});
    for (const std::string& tag : package->tags) by_tag.try_emplace(tag, Tag{0, tag});
  }
  std::vector<User> users;
  for (auto& [address, user] : by_address) {
    user.id = static_cast<std::int64_t>(users.size()) + 1;
    users.push_back(user);
  }
  std::vector<Tag> tags;
  for (auto& [name, tag] : by_tag) {
    tag.id = static_cast<std::int64_t>(tags.size()) + 1;
    tags.push_back(tag);
  }
  std::vector<Post> posts;
  std::vector<PostTag> post_tags;
  for (const auto& [name, package] : by_name) {
    const auto id = static_cast<std::int64_t>(posts.size()) + 1;
    const std::int64_t author = by_address.at(name_and_address(package->maintainer).second).id;
    posts.push_back({id, author, package->name + " " + package->version, package->description});
    std::vector<std::int64_t> ids;
    for (const std::string& tag : package->tags) ids.push_back(by_tag.at(tag).id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const std::int64_t tag : ids) post_tags.push_back({id, tag});
  }
  return {std::move(users), std::move(posts), std::move(tags), std::move(post_tags)};
}

Imported PackageLists::blog() const {
  Rows all = rows();
  return {std::move(all.users), std::move(all.posts), std::move(all.tags), all.post_tags};
}

Imported PackageLists::tagged_posts() const {
  Rows all = rows();
  if (all.tags.empty()) fail("debian_tags: no package in the lists has a debtag");
  for (Post& post : all.posts) post.author_id = 0;
  return {{}, std::move(all.posts), std::move(all.tags), all.post_tags};
}

std::array<NamedDataset, 2> debian_datasets() {
  const auto blog = [](const NamedDataset& row, std::uint64_t seed) {
    static const Imported rows = package_lists().blog();
    return Dataset(row.name, seed, rows);
  };
  const auto tagged_posts = [](const NamedDataset& row, std::uint64_t seed) {
    static const Imported rows = package_lists().tagged_posts();
    return Dataset(row.name, seed, rows);
  };
  return {NamedDataset{"debian",
                       "debian",
                       "",
                       "maintainers, packages and debtags that apt on this machine knows",
                       "",
                       Relation::blog,
                       {},
                       blog},
          NamedDataset{"debian_tags",
                       "debian_tags",
                       "",
                       "packages and debtags alone, for many-to-many",
                       "",
                       Relation::many_to_many,
                       {},
                       tagged_posts}};
}

}  // namespace datasets
