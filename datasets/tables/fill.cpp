#include "datasets/tables/fill.h"

#include <string_view>

#include "datasets/digest.h"
#include "datasets/tables/progress.h"

namespace datasets {
namespace {

using Text = std::string_view;

std::uint64_t insert_all(orm::Backend& backend, const Dataset& dataset, Steps steps) {
  Digest digest;
  orm::Statement& insert_user = backend.prepare("INSERT INTO users(id, name, email) VALUES (?1, ?2, ?3)");
  for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) {
    const User user = dataset.user(id);
    const orm::Cell row[] = {user.id, Text(user.name), Text(user.email)};
    backend.execute(insert_user, row);
    digest.add(user);
    steps.next();
  }
  orm::Statement& insert_post =
      backend.prepare("INSERT INTO posts(id, title, body, author_id) VALUES (?1, ?2, ?3, ?4)");
  for (std::int64_t id = 1; id <= dataset.sizes().posts; ++id) {
    const Post post = dataset.post(id);
    const orm::Cell row[] = {post.id, Text(post.title), Text(post.body), post.author_id};
    backend.execute(insert_post, row);
    digest.add(post);
    steps.next();
  }
  return digest.value();
}

}  // namespace

std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, const Progress& progress) {
  backend.begin();
  try {
    const std::uint64_t digest =
        insert_all(backend, dataset, Steps(progress, dataset.sizes().users + dataset.sizes().posts));
    backend.commit();
    return digest;
  } catch (...) {
    try {
      backend.rollback();
    } catch (const orm::BackendError&) {  // some errors (a full disk) have rolled back already; the first one is told
    }
    throw;
  }
}

}  // namespace datasets
