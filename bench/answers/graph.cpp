#include "bench/answers/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace bench {
namespace {

std::string owner(std::int64_t id) { return id == 0 ? "no user" : fmt::format("user {}", id); }

std::optional<std::int64_t> author_in(const std::vector<PostState>& posts, std::int64_t id) {
  const auto found =
      std::lower_bound(posts.begin(), posts.end(), id, [](const PostState& p, std::int64_t key) { return p.id < key; });
  return found != posts.end() && found->id == id ? std::optional(found->author) : std::nullopt;
}

std::string author_text(const std::vector<PostState>& posts, std::int64_t id) {
  const auto author = author_in(posts, id);
  return author ? owner(*author) : "none (there is no such post)";
}

// The first post that one list holds more often than the other.
std::optional<std::int64_t> surplus(const std::vector<std::int64_t>& list, const std::vector<std::int64_t>& other) {
  std::unordered_map<std::int64_t, std::int64_t> balance;
  for (const std::int64_t post : other) --balance[post];
  for (const std::int64_t post : list)
    if (++balance[post] > 0) return post;
  return std::nullopt;
}

bool is_same(std::vector<std::int64_t> wanted, std::vector<std::int64_t> got, Lists lists) {
  if (lists == Lists::in_any_order) {
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.begin(), got.end());
  }
  return wanted == got;
}

std::string list_difference(const Graph& expected, const Graph& answer, const UserState& wanted, const UserState& got) {
  if (const auto post = surplus(got.posts, wanted.posts))
    return fmt::format("post {} stands in the posts of user {}, but belongs to {} (its author reads as {})", *post,
                       got.id, author_text(expected.posts, *post), author_text(answer.posts, *post));
  if (const auto post = surplus(wanted.posts, got.posts))
    return fmt::format("post {} is missing in the posts of user {}, to whom it belongs (its author reads as {})", *post,
                       got.id, author_text(answer.posts, *post));
  const auto at =
      std::mismatch(wanted.posts.begin(), wanted.posts.end(), got.posts.begin()).first - wanted.posts.begin();
  return fmt::format("the posts of user {} are in the wrong order: position {} holds post {} instead of post {}",
                     got.id, at, got.posts[static_cast<std::size_t>(at)], wanted.posts[static_cast<std::size_t>(at)]);
}

std::optional<std::string> post_difference(std::string_view where, const PostState& wanted, const PostState& got) {
  if (wanted == got) return std::nullopt;
  if (wanted.id != got.id) return fmt::format("{}: found post {} where post {} was expected", where, got.id, wanted.id);
  if (wanted.author != got.author)
    return fmt::format("{}: post {} has {} as its author instead of {}", where, got.id, owner(got.author),
                       owner(wanted.author));
  return fmt::format("{}: the texts of post {} are not the dataset's", where, got.id);
}

template <class State>
std::optional<std::string> count_difference(std::string_view what, const std::vector<State>& wanted,
                                            const std::vector<State>& got) {
  if (wanted.size() == got.size()) return std::nullopt;
  return fmt::format("{}: {} instead of {}", what, got.size(), wanted.size());
}

std::optional<std::string> posts_difference(std::string_view where, const std::vector<PostState>& wanted,
                                            const std::vector<PostState>& got) {
  if (auto count = count_difference(fmt::format("{}: number of posts", where), wanted, got)) return count;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (auto found = post_difference(where, wanted[i], got[i])) return found;
  return std::nullopt;
}

std::optional<std::string> users_difference(std::string_view where, const std::vector<UserState>& wanted,
                                            const std::vector<UserState>& got) {
  if (auto count = count_difference(fmt::format("{}: number of users", where), wanted, got)) return count;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].id != got[i].id)
      return fmt::format("{}: found user {} where user {} was expected", where, got[i].id, wanted[i].id);
    if (wanted[i].texts != got[i].texts)
      return fmt::format("{}: the texts of user {} are not the dataset's", where, got[i].id);
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t text_hash(std::string_view first, std::string_view second) noexcept {
  const std::hash<std::string_view> hash;
  return hash(first) * 31 + hash(second);
}

Graph graph_of(const datasets::Dataset& dataset) {
  Graph graph;
  for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) {
    const datasets::User user = dataset.user(id);
    graph.users.push_back({id, text_hash(user.name, user.email), dataset.posts_of(id)});
  }
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const datasets::Post post = dataset.post(id);
    graph.posts.push_back({id, text_hash(post.title, post.body), post.author_id});
  }
  set_rows_from_objects(graph);
  return graph;
}

void set_authors_from_lists(Graph& graph) {
  std::unordered_map<std::int64_t, std::int64_t> authors;
  for (const UserState& user : graph.users)
    for (const std::int64_t post : user.posts) authors[post] = user.id;
  for (PostState& post : graph.posts) {
    const auto found = authors.find(post.id);
    post.author = found != authors.end() ? found->second : 0;
  }
}

void set_rows_from_objects(Graph& graph) {
  graph.post_rows = graph.posts;
  graph.user_rows.clear();
  for (const UserState& user : graph.users) graph.user_rows.push_back({user.id, user.texts, {}});
}

void read_rows(orm::Backend& backend, Graph& graph) {
  graph.user_rows.clear();
  graph.post_rows.clear();
  {
    auto users = backend.select("SELECT id, name, email FROM users ORDER BY id");
    for (orm::Row row = users.next(); !row.empty(); row = users.next())
      graph.user_rows.push_back({row[0].integer(), text_hash(row[1].text(), row[2].text()), {}});
  }
  auto posts = backend.select("SELECT id, title, body, author_id FROM posts ORDER BY id");
  for (orm::Row row = posts.next(); !row.empty(); row = posts.next())
    graph.post_rows.push_back(
        {row[0].integer(), text_hash(row[1].text(), row[2].text()), row[3].is_null() ? 0 : row[3].integer()});
}

std::optional<std::string> difference(const Graph& expected, const Graph& answer) {
  if (auto found = users_difference("in memory", expected.users, answer.users)) return found;
  for (std::size_t i = 0; i < expected.users.size() && answer.lists != Lists::none; ++i)
    if (!is_same(expected.users[i].posts, answer.users[i].posts, answer.lists))
      return list_difference(expected, answer, expected.users[i], answer.users[i]);
  if (auto found = posts_difference("in memory", expected.posts, answer.posts)) return found;
  if (!answer.has_rows) return std::nullopt;
  if (auto found = users_difference("in the database", expected.user_rows, answer.user_rows)) return found;
  return posts_difference("in the database", expected.post_rows, answer.post_rows);
}

}  // namespace bench
