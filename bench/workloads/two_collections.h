// What loads of two collections share: users with their posts and their comments, and one walk over both sides.
#pragma once

#include <benchmark/benchmark.h>

#include <optional>
#include <string_view>
#include <vector>

#include "bench/answers/snapshot.h"
#include "bench/cells/workload.h"
#include "bench/databases/database.h"
#include "bench/databases/two_collections.h"
#include "bench/workloads/collection_loads.h"

namespace bench {

// Empty where the strategy maps collections.
template <class S>
constexpr std::string_view why_no_two_collections() {
  if constexpr (requires { typename S::OneToMany; }) return why_no_collection_loads<S>();
  return "of two collections nothing is written by hand: load_selectin and load_joined have the practical limit of one";
}

template <class S>
class LoadTwoCollections {
 public:
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;
  static constexpr bool multiplies_rows = true;  // joined; loaded apart on the same data
  static constexpr std::string_view skipped = why_no_two_collections<S>();

  explicit LoadTwoCollections(Database& database) : database_(database) {
    make_comments(database.backend());
    S::OneToMany::declare(registry_);
    declare_comments(registry_);
    registry_.configure();
    relation_.emplace(registry_);
    posts_ = &registry_.relationship("User", "posts");
    comments_ = &registry_.relationship("User", "comments");
  }

  void setup() {
    session_.reset();
    session_.emplace(database_.backend(), registry_);
  }
  std::int64_t items() const { return 2 * database_.dataset().sizes().posts; }
  orm::Counts counts() const { return database_.backend().counts(); }

  TwoCollections answer() {
    TwoCollections state;
    state.posts = read_side(*posts_);
    state.comments = read_side(*comments_);
    read_rows(database_.backend(), state);
    return state;
  }
  static TwoCollections expected(const Database& start) { return {start.graph(), start.graph()}; }

 protected:
  void load(orm::Loader how) {
    users_ = session_->template query<User>()
                 .options(orm::LoadOption{posts_, how})
                 .options(orm::LoadOption{comments_, how})
                 .all();
    std::int64_t agreeing = 0;
    for (User* user : users_)
      for (const orm::Relationship* side : {posts_, comments_})
        for (Post* post : elements(*user, *side)) agreeing += relation_->author(*post) == user ? 1 : 0;
    benchmark::DoNotOptimize(agreeing);
  }

 private:
  using User = typename S::OneToMany::User;
  using Post = typename S::OneToMany::Post;  // a Comment has its type, and a mapper of its own

  static orm::ListView<Post> elements(User& user, const orm::Relationship& side) {
    orm::ListSlot& slot = orm::slot_at<orm::ListSlot>(user, side.offset);
    orm::load_list(slot);
    return orm::ListView<Post>(slot);
  }
  Graph read_side(const orm::Relationship& side) {
    Graph graph;
    for (User* user : users_) {
      UserState state{user->id(), text_hash(user->name, user->email), {}};
      for (Post* post : elements(*user, side)) {
        state.posts.push_back(post->id());
        User* author = relation_->author(*post);
        graph.posts.push_back({post->id(), text_hash(post->title, post->body), author == nullptr ? 0 : author->id()});
      }
      graph.users.push_back(std::move(state));
    }
    std::sort(graph.posts.begin(), graph.posts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return graph;
  }

  Database& database_;
  orm::Registry registry_;
  std::optional<typename S::OneToMany> relation_;
  const orm::Relationship* posts_;
  const orm::Relationship* comments_;
  std::optional<orm::Session> session_;
  std::vector<User*> users_;
};

// Nothing to load where nothing is mapped.
template <class S>
requires(!why_no_two_collections<S>().empty()) class LoadTwoCollections<S> {
 public:
  static constexpr bool sends_statements = true;
  static constexpr std::string_view skipped = why_no_two_collections<S>();
};

}  // namespace bench
