#include "bench/mix/model.h"

#include <algorithm>

namespace bench {

Model::Model(const Database& database)
    : dataset_(database.dataset()), n_first_users_(dataset_.sizes().users), n_first_posts_(dataset_.sizes().posts) {
  for (const UserState& user : database.graph().users) users_.push_back({user.texts, true, user.posts});
  for (const PostState& post : database.graph().posts) posts_.push_back({post.texts, post.author, true});
}

void Model::make_post(std::int64_t post, std::int64_t author) {
  const datasets::Post source = dataset_.post(source_of_post(post));
  posts_.push_back({text_hash(source.title, source.body), 0, true});
  set_author(post, author);
}

void Model::set_author(std::int64_t post, std::int64_t user) {
  Post& moved = posts_[index(post)];
  if (moved.author != 0) {
    std::erase(users_[index(moved.author)].posts, post);
    if (const auto list = lists_.find(moved.author); list != lists_.end()) std::erase(list->second, post);
  }
  moved.author = user;
  seen_posts_.insert(post);
  if (user == 0) return;
  auto& posts = users_[index(user)].posts;
  posts.insert(std::upper_bound(posts.begin(), posts.end(), post), post);
  if (const auto list = lists_.find(user); list != lists_.end()) list->second.push_back(post);
}

void Model::delete_post(std::int64_t post) {
  set_author(post, 0);
  posts_[index(post)].is_alive = false;
  seen_posts_.erase(post);
}

void Model::apply(const Step& step) {
  switch (step.operation) {
    case Operation::load_user:
      load_list(step.user);
      break;
    case Operation::load_post:
      seen_posts_.insert(step.posts.front());
      break;
    case Operation::append_post:
      load_list(step.user);
      [[fallthrough]];
    case Operation::write_post:
      for (const std::int64_t post : step.posts) make_post(post, step.user);
      break;
    case Operation::move_by_append:
      load_list(step.user);
      load_list(step.target);
      [[fallthrough]];
    case Operation::move_by_set:
      for (const std::int64_t post : step.posts) set_author(post, step.target);
      break;
    case Operation::remove_post:
      load_list(step.user);
      for (const std::int64_t post : step.posts) set_author(post, 0);
      break;
    case Operation::delete_post:
      load_list(step.user);
      for (const std::int64_t post : step.posts) delete_post(post);
      break;
    case Operation::edit_post:
      posts_[index(step.posts.front())].texts =
          text_hash(step.title, dataset_.post(source_of_post(step.posts.front())).body);
      seen_posts_.insert(step.posts.front());
      break;
    case Operation::delete_user:
      for (const std::int64_t post : std::vector(posts(step.user))) delete_post(post);
      users_[index(step.user)].is_alive = false;
      break;
    case Operation::import_user: {
      const datasets::User source = dataset_.user(source_of_user(step.user));
      users_.push_back({text_hash(source.name, source.email), true, {}});
      load_list(step.user);
      for (const std::int64_t post : step.posts) make_post(post, step.user);
      break;
    }
  }
}

Graph Model::close_request() {
  Graph seen;
  for (const auto& [user, list] : lists_) {
    seen.users.push_back({user, users_[index(user)].texts, list});
    seen_posts_.insert(list.begin(), list.end());
  }
  for (const std::int64_t post : seen_posts_)
    seen.posts.push_back({post, posts_[index(post)].texts, posts_[index(post)].author});
  lists_.clear();
  seen_posts_.clear();
  return seen;
}

Graph Model::rows() const {
  Graph graph;
  for (std::size_t i = 0; i < users_.size(); ++i)
    if (users_[i].is_alive) graph.user_rows.push_back({static_cast<std::int64_t>(i + 1), users_[i].texts, {}});
  for (std::size_t i = 0; i < posts_.size(); ++i)
    if (posts_[i].is_alive)
      graph.post_rows.push_back({static_cast<std::int64_t>(i + 1), posts_[i].texts, posts_[i].author});
  return graph;
}

}  // namespace bench
