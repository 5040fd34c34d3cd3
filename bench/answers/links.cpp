#include "bench/answers/links.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "bench/answers/graph.h"

namespace bench {
namespace {

using datasets::Relation;

struct Words {
  std::string_view left, right;            // an object of either side
  std::string_view of_left, of_right;      // the attribute
  std::string_view left_rows, right_rows;  // SELECTs
  std::string_view pairs;
};

Words words_of(Relation relation) {
  switch (relation) {
    case Relation::one_to_one:
      return {"user",
              "profile",
              "profile",
              "user",
              "SELECT count(*) FROM users",
              "SELECT count(*) FROM profiles",
              "SELECT user_id, id FROM profiles WHERE user_id IS NOT NULL ORDER BY user_id, id"};
    case Relation::self_referential:
      return {"post",
              "post",
              "replies",
              "parent",
              "SELECT count(*) FROM posts",
              "SELECT count(*) FROM posts",
              "SELECT parent_id, id FROM posts WHERE parent_id IS NOT NULL ORDER BY parent_id, id"};
    default:
      return {"post",
              "tag",
              "tags",
              "posts",
              "SELECT count(*) FROM posts",
              "SELECT count(*) FROM tags",
              "SELECT post_id, tag_id FROM post_tags ORDER BY post_id, tag_id"};
  }
}

std::vector<std::int64_t> one_or_none(std::int64_t id) {
  return id == 0 ? std::vector<std::int64_t>{} : std::vector{id};
}

void add_one_to_one(const datasets::Dataset& dataset, Links& links) {
  for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) {
    const datasets::User row = dataset.user(id);
    links.left.push_back({id, text_hash(row.name, row.email), one_or_none(dataset.profile_of(id))});
  }
  for (std::int64_t id = 1; id <= dataset.sizes().profiles; ++id)
    links.right.push_back({id, text_hash(dataset.profile(id).bio, ""), one_or_none(dataset.user_of(id))});
}

void add_tree(const datasets::Dataset& dataset, Links& links) {
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const datasets::Post row = dataset.post(id);
    const std::uint64_t texts = text_hash(row.title, row.body);
    links.left.push_back({id, texts, dataset.replies_of(id)});
    links.right.push_back({id, texts, one_or_none(dataset.parent_of(id))});
  }
}

void add_many_to_many(const datasets::Dataset& dataset, Links& links) {
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const datasets::Post row = dataset.post(id);
    links.left.push_back({id, text_hash(row.title, row.body), dataset.tags_of(id)});
  }
  for (std::int64_t id = 1; id <= dataset.sizes().tags; ++id)
    links.right.push_back({id, text_hash(dataset.tag(id).name, ""), dataset.posts_with(id)});
}

std::optional<std::string> side_difference(std::string_view object, std::string_view attribute,
                                           const std::vector<Links::Object>& expected,
                                           const std::vector<Links::Object>& answer) {
  if (expected.size() != answer.size())
    return fmt::format("in memory: {} objects of class {} instead of {}", answer.size(), object, expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Links::Object& wanted = expected[i];
    const Links::Object& got = answer[i];
    if (wanted.id != got.id)
      return fmt::format("in memory: found {} {} where {} was expected", object, got.id, wanted.id);
    if (wanted.texts != got.texts)
      return fmt::format("in memory: the texts of {} {} are not the dataset's", object, got.id);
    if (wanted.others != got.others)
      return fmt::format("in memory: {} of {} {} is [{}] instead of [{}]", attribute, object, got.id,
                         fmt::join(got.others, ", "), fmt::join(wanted.others, ", "));
  }
  return std::nullopt;
}

}  // namespace

Links links_of(const datasets::Dataset& dataset) {
  Links links;
  links.relation = dataset.relation();
  if (links.relation == Relation::one_to_one) add_one_to_one(dataset, links);
  if (links.relation == Relation::self_referential) add_tree(dataset, links);
  if (links.relation == Relation::many_to_many) add_many_to_many(dataset, links);
  set_rows_from_left(links);
  return links;
}

void set_rows_from_left(Links& links) {
  links.rows.clear();
  for (const Links::Object& object : links.left)
    for (const std::int64_t other : object.others) links.rows.emplace_back(object.id, other);
  std::sort(links.rows.begin(), links.rows.end());
  links.n_left_rows = static_cast<std::int64_t>(links.left.size());
  links.n_right_rows = static_cast<std::int64_t>(links.right.size());
}

void set_right_and_rows_from_left(Links& links) {
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> others;
  for (const Links::Object& object : links.left)
    for (const std::int64_t other : object.others) others[other].push_back(object.id);
  for (Links::Object& object : links.right) object.others = others[object.id];
  set_rows_from_left(links);
}

void read_rows(orm::Backend& backend, Links& links) {
  const Words words = words_of(links.relation);
  links.n_left_rows = backend.select_integer(words.left_rows);
  links.n_right_rows = backend.select_integer(words.right_rows);
  links.rows.clear();
  auto pairs = backend.select(words.pairs);
  for (orm::Row row = pairs.next(); !row.empty(); row = pairs.next())
    links.rows.emplace_back(row[0].integer(), row[1].integer());
}

std::optional<std::string> difference(const Links& expected, const Links& answer) {
  const Words words = words_of(expected.relation);
  if (auto found = side_difference(words.left, words.of_left, expected.left, answer.left)) return found;
  if (auto found = side_difference(words.right, words.of_right, expected.right, answer.right)) return found;
  if (expected.n_left_rows != answer.n_left_rows || expected.n_right_rows != answer.n_right_rows)
    return fmt::format("in the database: {} and {} rows of {} and {} instead of {} and {}", answer.n_left_rows,
                       answer.n_right_rows, words.left, words.right, expected.n_left_rows, expected.n_right_rows);
  const auto at = std::mismatch(expected.rows.begin(), expected.rows.end(), answer.rows.begin(), answer.rows.end());
  const auto text = [](auto found, const std::vector<Links::Pair>& rows) {
    return found == rows.end() ? std::string("none") : fmt::format("{}–{}", found->first, found->second);
  };
  if (at.first != expected.rows.end() || at.second != answer.rows.end())
    return fmt::format("in the database: the {} and {} that are linked differ from position {} on: {} instead of {}",
                       words.left, words.right, at.first - expected.rows.begin(), text(at.second, answer.rows),
                       text(at.first, expected.rows));
  return std::nullopt;
}

}  // namespace bench
