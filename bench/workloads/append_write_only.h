// append_write_only: new posts are added to collections that are mapped as write-only, one after the other over all
// users, in memory; no flush, and no list is ever loaded. unidirectional and hand_written append to a container that
// was not loaded. Timed: the adds; they put each post into the session and give it its author. Untimed: loading the
// users, making posts. Item: one add. Start: the users loaded, their posts not; as many new posts as there are posts.
// End: once flushed, a query of each list ends with its new posts.
// Answers: What does an append cost to a collection too large to be loaded?
#pragma once

#include "bench/workloads/append_unloaded.h"
#include "bench/workloads/collection_loads.h"
#include "orm/handle.h"

namespace bench {

template <class S>
constexpr std::string_view why_not_write_only() {
  if (S::name == "unlinked")
    return "its caller writes both sides, and setting an author writes the list: append_unloaded";
  if (S::name == "backref_scalar") return "the collection is inferred, and a backref cannot ask for write_only";
  return "";
}

template <class S>
class AppendWriteOnly : public AppendUnloaded<S> {
 public:
  static constexpr WorkloadWords words{"append_write_only", Phase::sync, "add a new post to a user's write-only posts",
                                       "add", "What does an append cost to a collection too large to be loaded?"};
  static constexpr bool sends_statements = false;
  static constexpr std::string_view skipped = why_not_write_only<S>();
  using Base = AppendUnloaded<S>;
  using Post = typename Fixture<S>::Post;

  explicit AppendWriteOnly(Database& database) : Base(database, /*is_write_only=*/true) {}

  void setup() {
    Base::setup();
    if constexpr (kMapsIt) posts_ = {this->fixture_.session().registry(), "posts"};
  }
  void run() {
    for_each_new_post(this->fixture_.users(), this->new_, [&](auto& user, auto& post) {
      if constexpr (kMapsIt)
        posts_.add(user, post);
      else
        this->fixture_.append(user, post);
      this->fixture_.add(post);
    });
  }

  // The lists by a query each, for they are not loaded.
  Graph answer() {
    if constexpr (!kMapsIt) {
      return Base::answer();
    } else {
      Graph graph;
      for (auto* user : this->fixture_.users()) {
        UserState state{user->id(), Fixture<S>::texts(*user), {}};
        for (Post* post : posts_.all(*user)) {
          auto* author = this->fixture_.author(*post);
          state.posts.push_back(post->id());
          graph.posts.push_back({post->id(), Fixture<S>::texts(*post), author == nullptr ? 0 : author->id()});
        }
        graph.users.push_back(std::move(state));
      }
      std::sort(graph.posts.begin(), graph.posts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
      read_rows(this->database_.backend(), graph);
      return graph;
    }
  }

 private:
  static constexpr bool kMapsIt = why_no_collection_loads<S>().empty() && requires { typename S::OneToMany; };
  orm::WriteOnlyHandle<typename Fixture<S>::User, Post> posts_;
};

}  // namespace bench
