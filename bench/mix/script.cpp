#include "bench/mix/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "bench/mix/model.h"
#include "datasets/rng.h"

namespace bench {
namespace {

constexpr int kTries = 20;  // draws before all users are asked one after the other

// Draws users and posts, and makes the steps of one request after the other.
class Writer {
 public:
  Writer(const Mix& mix, const Database& database)
      : mix_(mix), database_(database), model_(database), draws_(mix.seed, datasets::Stream::requests, 0) {
    const auto& users = database.graph().users;
    for (const UserState& user : users) by_fan_out_.push_back(user.id);
    std::stable_sort(by_fan_out_.begin(), by_fan_out_.end(), [&](std::int64_t a, std::int64_t b) {
      return users[static_cast<std::size_t>(a - 1)].posts.size() > users[static_cast<std::size_t>(b - 1)].posts.size();
    });
  }

  Script write() {
    if (database_.graph().posts.empty() && std::any_of(mix_.operations.begin(), mix_.operations.end(), makes_posts))
      throw NothingToDo(
          fmt::format("{} has no posts, and new ones of the mix '{}' take their texts from those that are there",
                      database_.dataset().name(), mix_.name));
    const std::vector<const WeightedOperation*> order = drawn_order();
    auto next = order.begin();
    std::int64_t steps = 0;
    for (std::int64_t request = 0; request < mix_.requests; ++request) {
      script_.requests.emplace_back();
      taken_.clear();
      for (std::int64_t i = 0; i < mix_.operations_per_request; ++i) write(**next++);
      script_.expected.seen.push_back(model_.close_request());
      steps += static_cast<std::int64_t>(script_.requests.back().size());
    }
    if (steps == 0)
      throw NothingToDo(
          fmt::format("no user of {} has what the operations of the mix '{}' need: choose another dataset",
                      database_.dataset().name(), mix_.name));
    script_.expected.rows = model_.rows();
    return std::move(script_);
  }

 private:
  static bool makes_posts(const WeightedOperation& one) {
    return one.operation == Operation::append_post || one.operation == Operation::write_post ||
           one.operation == Operation::import_user;
  }
  // Each operation as often as its weight says, in a random order (Fisher and Yates).
  std::vector<const WeightedOperation*> drawn_order() {
    std::vector<const WeightedOperation*> order;
    for (const WeightedOperation& one : mix_.operations)
      order.insert(order.end(), static_cast<std::size_t>(one.times), &one);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draws_.below(i)]);
    return order;
  }

  void write(const WeightedOperation& one) {
    const bool repeats = words_of(one.operation).repeats;
    for (std::int64_t i = 0; i < (repeats ? one.count : 1); ++i)
      if (auto step = drawn_step(one.operation, one.choose, repeats ? 1 : one.count)) {
        model_.apply(*step);
        script_.requests.back().push_back(std::move(*step));
      } else {
        ++script_.left_out;
      }
  }

  std::optional<Step> drawn_step(Operation operation, Choice choose, std::int64_t count) {
    Step step{operation, 0, 0, {}, {}};
    if (operation == Operation::import_user) {
      step.user = model_.next_user();
      taken_.insert(step.user);
      script_.new_users.push_back(database_.dataset().user(model_.source_of_user(step.user)));
    } else {
      step.user = drawn_user(choose, words_of(operation).needs_posts ? count : 0);
      if (step.user == 0) return std::nullopt;
    }
    switch (operation) {
      case Operation::append_post:
      case Operation::write_post:
      case Operation::import_user:
        for (std::int64_t i = 0; i < count; ++i) step.posts.push_back(new_post(i));
        break;
      case Operation::move_by_append:
      case Operation::move_by_set:
        step.target = drawn_user(Choice::uniform, 0);
        if (step.target == 0) return std::nullopt;
        break;
      case Operation::edit_post:
        step.title = fmt::format("edited {}", ++edits_);
        break;
      default:
        break;
    }
    if (words_of(operation).needs_posts) {
      const auto& posts = model_.posts(step.user);
      const std::uint64_t first = draws_.below(posts.size());
      for (std::int64_t i = 0; i < count; ++i)
        step.posts.push_back(posts[(first + static_cast<std::uint64_t>(i)) % posts.size()]);
    }
    return step;
  }

  // The i-th new post of a step.
  std::int64_t new_post(std::int64_t i) {
    const std::int64_t id = model_.next_post() + i;
    script_.new_posts.push_back(database_.dataset().post(model_.source_of_post(id)));
    return id;
  }

  bool is_fit(std::int64_t user, std::int64_t n_posts) const {
    return user != 0 && model_.is_alive(user) && !taken_.contains(user) &&
           static_cast<std::int64_t>(model_.posts(user).size()) >= n_posts;
  }
  // 0: there is none.
  std::int64_t drawn_user(Choice choose, std::int64_t n_posts) {
    std::int64_t found = 0;
    if (choose == Choice::largest) {
      const auto fit = std::find_if(by_fan_out_.begin(), by_fan_out_.end(),
                                    [&](std::int64_t user) { return is_fit(user, n_posts); });
      found = fit != by_fan_out_.end() ? *fit : 0;
    } else {
      const auto n_posts_of_dataset = static_cast<std::uint64_t>(database_.dataset().sizes().posts);
      for (int i = 0; i < kTries && found == 0; ++i) {
        const std::int64_t user = choose == Choice::popular && n_posts_of_dataset > 0
                                      ? model_.author(static_cast<std::int64_t>(draws_.below(n_posts_of_dataset)) + 1)
                                      : drawn_id();
        if (is_fit(user, n_posts)) found = user;
      }
      const std::int64_t first = drawn_id();
      for (std::int64_t i = 0; i < model_.n_users() && found == 0; ++i) {
        const std::int64_t user = (first + i - 1) % model_.n_users() + 1;
        if (is_fit(user, n_posts)) found = user;
      }
    }
    if (found != 0) taken_.insert(found);
    return found;
  }
  std::int64_t drawn_id() {
    return static_cast<std::int64_t>(draws_.below(static_cast<std::uint64_t>(model_.n_users()))) + 1;
  }

  const Mix& mix_;
  const Database& database_;
  Model model_;
  datasets::Draws draws_;
  std::vector<std::int64_t> by_fan_out_;
  std::set<std::int64_t> taken_;  // users of this request
  std::int64_t edits_ = 0;
  Script script_;
};

}  // namespace

Script make_script(const Mix& mix, const Database& database) { return Writer(mix, database).write(); }

const Script& script_of(const Mix& mix, const Database& database) {
  static std::map<std::pair<std::string, std::string>, std::unique_ptr<Script>> scripts;
  auto& place = scripts[{mix.workload, database.dataset().name()}];
  if (!place) place = std::make_unique<Script>(make_script(mix, database));
  return *place;
}

std::optional<std::string> difference(const RequestsState& expected, const RequestsState& answer) {
  for (std::size_t i = 0; i < expected.seen.size(); ++i)
    if (const auto found = difference(expected.seen[i], answer.seen[i]))
      return fmt::format("request {}: {}", i + 1, *found);
  return difference(expected.rows, answer.rows);
}

}  // namespace bench
