// debian: what apt knows of Debian's packages, as a blog: maintainers are users, packages posts, debtags tags.
// As skewed as life is: few maintainers keep most packages, few tags are on most of them. debian_tags: of the same, the
// posts and tags alone, on which workloads of many-to-many are measured.
#pragma once

#include <array>
#include <filesystem>
#include <iosfwd>

#include "datasets/all.h"
#include "datasets/imported.h"
#include "datasets/sources/errors.h"

namespace datasets {

// Where apt keeps its lists, unless BOTHSIDES_APT_LISTS names another folder.
inline constexpr const char* kAptLists = "/var/lib/apt/lists";

// The rows "debian" and "debian_tags"; the lists are read when either is made, once a process. Their sizes are not
// known before, and their seeds have no meaning. `make` throws BadSource when there are no lists or they cannot be
// read; the message says how to get them.
std::array<NamedDataset, 2> debian_datasets();

// Takes the paragraphs of one list after another. A package that several lists have, or one list in several versions,
// is taken from where it stands first.
class PackageLists {
 public:
  // Throws BadSource, which names `shown` and the line, when it is not a list of packages.
  void add(std::istream& list, const std::string& shown);
  bool is_empty() const noexcept;
  // Users in the order of their addresses, posts of the names of packages, tags of their names. The body of a post is
  // the package's description, its title "name version".
  Imported blog() const;
  // The same posts and tags, without users. Throws BadSource when no package has a tag.
  Imported tagged_posts() const;

 private:
  struct Package {
    std::string name, version, description, maintainer;
    std::vector<std::string> tags;
  };
  struct Rows {
    std::vector<User> users;
    std::vector<Post> posts;
    std::vector<Tag> tags;
    std::vector<PostTag> post_tags;
  };
  void add_package(Package package, const std::string& shown, std::int64_t line);
  Rows rows() const;

  std::vector<Package> packages_;
};

}  // namespace datasets
