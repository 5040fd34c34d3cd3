// mix_*: the requests of a mix, one after the other, each in a session of its own.
// Timed: opening the session, the operations, the flush, closing. Untimed: BEGIN and ROLLBACK around all requests;
// their COMMITs, which are left out. Item: one request. Start: the rows of the dataset. End: each request saw both
// sides as the model has them, and so do the rows.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cells/needs.h"
#include "bench/cells/workload.h"
#include "bench/fixtures/fixture.h"
#include "bench/mix/mixes.h"
#include "bench/mix/script.h"

namespace bench {

template <class S>
class Requests {
 public:
  static constexpr WorkloadWords words{"mix", Phase::mix, "requests of a mix", "request",
                                       "What does the choice cost whole requests?"};
  static constexpr Database::Rows rows = Database::Rows::filled;
  static constexpr bool sends_statements = true;
  using User = typename Fixture<S>::User;
  using Post = typename Fixture<S>::Post;

  Requests(Database& database, const Cell& cell)
      : database_(database),
        mix_(mix_of(cell.workload)),
        script_(script_of(mix_, database)),
        n_users_(database.dataset().sizes().users),
        n_posts_(database.dataset().sizes().posts),
        fixture_(database) {}

  static std::string lack_of(const Database& database, const Cell& cell) {
    const std::string lack = bench::lack_of(Needs::users, database);
    if (!lack.empty()) return lack;
    try {
      script_of(mix_of(cell.workload), database);
      return "";
    } catch (const NothingToDo& nothing) {
      return nothing.what();
    }
  }

  void setup() { fixture_.begin_requests(); }
  void run() {
    for (const std::vector<Step>& request : script_.requests) {
      fixture_.open_request();
      for (const Step& step : request) {
        perform(step);
        if (mix_.flushes_each_operation) fixture_.flush();
      }
      if (is_watched_) seen_.push_back(look_around());
      fixture_.close_request();
    }
  }
  std::int64_t items() const { return mix_.requests; }
  orm::Counts counts() const { return fixture_.counts(); }
  void add_counters(benchmark::UserCounters& counters) const {
    counters["left_out"] = static_cast<double>(script_.left_out);
  }

  // The rows as the requests left them; then the same requests again, each stopped before its session closes.
  RequestsState answer() {
    RequestsState state;
    read_rows(database_.backend(), state.rows);
    setup();
    is_watched_ = true;
    run();
    is_watched_ = false;
    state.seen = std::move(seen_);
    seen_.clear();
    fixture_.end_requests();
    return state;
  }
  const RequestsState& expected() const { return script_.expected; }

 private:
  void perform(const Step& step) {
    switch (step.operation) {
      case Operation::load_user:
        show(loaded(step.user));
        break;
      case Operation::load_post: {
        Post& post = found(step.posts.front());
        shown_ += std::string_view(post.title).size() + std::string_view(fixture_.author(post)->name).size();
        break;
      }
      case Operation::append_post:
        append_new(loaded(step.user), step);
        break;
      case Operation::write_post: {
        User& user = fixture_.find_user(step.user);
        for (const std::int64_t id : step.posts) {
          Post& post = made(id);
          fixture_.set_author(post, &user);
          fixture_.add(post);
        }
        break;
      }
      case Operation::move_by_append: {
        loaded(step.user);
        User& target = loaded(step.target);
        for (const std::int64_t id : step.posts) fixture_.append(target, found(id));
        break;
      }
      case Operation::move_by_set:
        fixture_.set_author(found(step.posts.front()), &fixture_.find_user(step.target));
        break;
      case Operation::remove_post: {
        User& user = loaded(step.user);
        for (const std::int64_t id : step.posts) fixture_.remove(user, found(id));
        break;
      }
      case Operation::delete_post: {
        User& user = loaded(step.user);
        for (const std::int64_t id : step.posts) fixture_.delete_post(user, fixture_.find_post(id));
        break;
      }
      case Operation::edit_post:
        fixture_.set_title(found(step.posts.front()), step.title);
        break;
      case Operation::delete_user:
        fixture_.remove_user(fixture_.load_user(step.user));
        break;
      case Operation::import_user: {
        User& user =
            fixture_.make_user(script_.new_users[static_cast<std::size_t>(step.user - n_users_ - 1)], step.user);
        watch(user);
        fixture_.add(user);
        append_new(user, step);
        break;
      }
    }
  }

  void append_new(User& user, const Step& step) {
    for (const std::int64_t id : step.posts) {
      Post& post = made(id);
      fixture_.append(user, post);
      fixture_.add(post);
    }
  }
  Post& made(std::int64_t id) {
    return watch(fixture_.make_post(id, script_.new_posts[static_cast<std::size_t>(id - n_posts_ - 1)]));
  }
  User& loaded(std::int64_t id) { return watch(fixture_.load_user(id)); }
  Post& found(std::int64_t id) { return watch(fixture_.find_post(id)); }
  // What a page would do with what was loaded.
  void show(User& user) {
    shown_ += std::string_view(user.name).size();
    for (Post* post : fixture_.posts(user)) shown_ += std::string_view(post->title).size();
    benchmark::DoNotOptimize(shown_);
  }

  User& watch(User& user) {
    if (is_watched_) users_.push_back(&user);
    return user;
  }
  Post& watch(Post& post) {
    if (is_watched_) posts_.push_back(&post);
    return post;
  }
  // Both sides of what the request has loaded, once it is flushed.
  Graph look_around() {
    fixture_.flush();
    Graph graph;
    for (User* user : users_) {
      UserState state{user->id(), Fixture<S>::texts(*user), {}};
      for (Post* post : fixture_.posts(*user)) {
        state.posts.push_back(post->id());
        posts_.push_back(post);
      }
      graph.users.push_back(std::move(state));
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(graph.users.begin(), graph.users.end(), by_id);
    std::sort(posts_.begin(), posts_.end());
    posts_.erase(std::unique(posts_.begin(), posts_.end()), posts_.end());
    for (Post* post : posts_) {
      User* author = fixture_.author(*post);
      graph.posts.push_back({post->id(), Fixture<S>::texts(*post), author == nullptr ? 0 : author->id()});
    }
    std::sort(graph.posts.begin(), graph.posts.end(), by_id);
    users_.clear();
    posts_.clear();
    return graph;
  }

  Database& database_;
  const Mix& mix_;
  const Script& script_;
  const std::int64_t n_users_;
  const std::int64_t n_posts_;
  Fixture<S> fixture_;
  std::size_t shown_ = 0;
  bool is_watched_ = false;
  std::vector<Graph> seen_;
  std::vector<User*> users_;  // of this request, while it is watched
  std::vector<Post*> posts_;
};

}  // namespace bench
