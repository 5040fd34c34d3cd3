// append_write_only: new posts are added to collections that are mapped as write-only, one after the other over all
// users, in memory; no flush, and no list is ever loaded. unidirectional and hand_written append to a container that
// was not loaded. Timed: the adds; they put each post into the session and give it its author. Untimed: loading the
// users, making posts. Item: one add. Start: the users loaded, their posts not; as many new posts as there are posts.
// End: once flushed, a query of each list ends with its new posts.
// Answers: What does an append to a collection too large to be loaded cost?
#pragma once

#include "bench/workloads/append_unloaded.h"
#include "orm/handle.h"

namespace bench {

template <class S>
class AppendWriteOnly : public AppendUnloaded<S> {
 public:
  static constexpr WorkloadWords words{"append_write_only", Phase::sync, "add a new post to a user's write-only posts",
                                       "add", "What does an append to a collection too large to be loaded cost?"};
  static constexpr bool sends_statements = false;
  static constexpr std::string_view skipped = strategies::why_no_write_only<typename Fixture<S>::Relation>;
  using Base = AppendUnloaded<S>;
  using Post = typename Fixture<S>::Post;

  explicit AppendWriteOnly(Database& database) : Base(database, {.write_only = true}) {}

  void setup() {
    Base::setup();
    if constexpr (kMapsIt) posts_ = this->fixture_.relation().write_only_posts();
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
  static constexpr bool kMapsIt = strategies::declares_posts<typename Fixture<S>::Relation>;
  orm::WriteOnlyHandle<typename Fixture<S>::User, Post> posts_;
};

}  // namespace bench
