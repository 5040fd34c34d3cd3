// What PostgreSQL does fastest: COPY in and out, arrays of keys, few rows in a pipeline, rows streamed one by one.
#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <type_traits>

#include "bench/hand_written/postgres_connection.h"
#include "bench/hand_written/postgres_rows.h"
#include "bench/hand_written/postgres_statements.h"
#include "bench/hand_written/store.h"
#include "orm/backend/postgres.h"

namespace bench::hand_written {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;
// As the mapper writes: fewer rows than these are a statement each, in a pipeline, which takes one round trip.
constexpr std::size_t kMany = 8;
constexpr std::size_t kManyToCopy = 16;    // fewer new posts are arrays: a COPY takes two round trips
constexpr int kCopiesManyAtOnce = 160000;  // the PostgreSQL that copies to other servers many rows at a time

class PostgresStore final : public Store {
 public:
  PostgresStore(PGconn* connection, orm::Counts& counts) : Store(counts), connection_(connection, counts) {}

  void begin() override { connection_.run("BEGIN"); }
  void rollback() override { connection_.run("ROLLBACK"); }
  bool is_in_transaction() const override { return connection_.is_in_transaction(); }

  void load_users(Objects& objects) override {
    connection_.each_copied<3>(R"(SELECT "id", "name", "email" FROM "users" ORDER BY "id")",
                               [&](const auto& row) { objects.load_user(key_of(row[0]), row[1], row[2]); });
  }
  void load_user(std::int64_t key, Objects& objects) override {
    send_key(sql_.user, key);
    connection_.each_taken<3>([&](const auto& row) { objects.load_user(key_of(row[0]), row[1], row[2]); });
  }
  void load_posts_of(User& user, Objects& objects) override {
    send_key(sql_.posts_of, user.key);
    connection_.each_taken<4>([&](const auto& row) { objects.load_post(key_of(row[0]), row[1], row[2], user); });
    objects.finish_list(user);
  }
  void load_posts_of(std::span<User* const> users, Objects& objects) override {
    send_users(sql_.posts_of_many, users);
    PgLists lists(objects);
    connection_.each_streamed<4>([&](const auto& row) { lists.add(row); });
  }
  void load_posts_of_all(Objects& objects) override {
    PgLists lists(objects);
    connection_.each_copied<4>(R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" IN )"
                               R"((SELECT "id" FROM "users") ORDER BY "author_id", "id")",
                               [&](const auto& row) { lists.add(row); });
  }
  void load_users_with_posts(Objects& objects) override {
    User* owner = nullptr;
    connection_.each_copied<7>(
        R"(SELECT a."id", a."name", a."email", b."id", b."title", b."body", b."author_id" FROM "users" a )"
        R"(LEFT OUTER JOIN "posts" b ON b."author_id" = a."id" ORDER BY a."id", b."id")",
        [&](const auto& row) {
          const std::int64_t key = key_of(row[0]);
          if (owner == nullptr || owner->key != key) {
            if (owner != nullptr) objects.finish_list(*owner);
            owner = &objects.load_user(key, row[1], row[2]);
          }
          if (row[3].data() != nullptr) objects.load_post(key_of(row[3]), row[4], row[5], *owner);
        });
    if (owner != nullptr) objects.finish_list(*owner);
  }
  void load_posts(Objects& objects, std::vector<Post*>& posts) override {
    connection_.each_copied<4>(R"(SELECT "id", "title", "body", "author_id" FROM "posts" ORDER BY "id")",
                               [&](const auto& row) { posts.push_back(&load_alone(row, objects)); });
  }
  void load_post(std::int64_t key, Objects& objects) override {
    send_key(sql_.post, key);
    connection_.each_taken<4>([&](const auto& row) { load_alone(row, objects); });
  }

  void prepare_comments() override {
    comments_of_many_.emplace(connection_,
                              R"(SELECT "id", "title", "body", "author_id" FROM "comments" )"
                              R"(WHERE "author_id" = ANY($1) ORDER BY "author_id", "id")",
                              &orm::Counts::selects);
  }
  void load_commenters(Commenters& objects) override {
    connection_.each_copied<3>(R"(SELECT "id", "name", "email" FROM "users" ORDER BY "id")",
                               [&](const auto& row) { objects.load_commenter(key_of(row[0]), row[1], row[2]); });
  }
  void load_comments_of(std::span<User* const> users, Commenters& objects) override {
    send_users(*comments_of_many_, users);
    CommentLists comments{objects};
    PgLists lists(comments);
    connection_.each_streamed<4>([&](const auto& row) { lists.add(row); });
  }
  void load_commenters_with_both(Commenters& objects) override {
    MultipliedRows rows(objects);
    connection_.each_copied<11>(
        R"(SELECT a."id", a."name", a."email", t0."id", t0."title", t0."body", t0."author_id", t1."id", t1."title", )"
        R"(t1."body", t1."author_id" FROM "users" AS a LEFT OUTER JOIN "posts" AS t0 ON t0."author_id" = a."id" )"
        R"(LEFT OUTER JOIN "comments" AS t1 ON t1."author_id" = a."id" ORDER BY a."id", t0."id", t1."id")",
        [&](const auto& row) { rows.add(PgFields{row}); });
    rows.finish();
  }

  void insert(std::span<User* const> users) override {
    if (users.size() < kMany)
      return each(sql_.insert_user, users, [&](const User& user) {
        return std::array{key(user.key), counted(user.name), counted(user.email)};
      });
    copy(R"(COPY "users" ("id", "name", "email") FROM STDIN (FORMAT binary))", users, 3, [&](const User& user) {
      bytes_.add(user.key);
      bytes_.add(user.name);
      bytes_.add(user.email);
      counts_.bytes_written += 8 + user.name.size + user.email.size;
    });
  }
  void insert(std::span<Post* const> posts) override {
    if (posts.size() < kMany)
      return each(sql_.insert_post, posts, [&](const Post& post) {
        return std::array{key(post.key), counted(post.title), counted(post.body), key_or_null(author_key(post))};
      });
    if (posts.size() < kManyToCopy || is_inserted_by_row_) return insert_as_arrays(posts);
    copy(R"(COPY "posts" ("id", "title", "body", "author_id") FROM STDIN (FORMAT binary))", posts, 4,
         [&](const Post& post) {
           bytes_.add(post.key);
           bytes_.add(post.title);
           bytes_.add(post.body);
           add_key(bytes_, author_key(post));
           counts_.bytes_written += 8 + post.title.size + post.body.size + (post.author != nullptr ? 8 : 0);
         });
  }
  void update_authors(std::span<const NewAuthor> posts) override {
    if (posts.size() < kMany)
      return each(sql_.update_author, posts, [&](const NewAuthor& change) {
        return std::array{key_or_null(change.author), key(change.post->key)};
      });
    bool has_null = false;
    for (const NewAuthor& change : posts) has_null = has_null || change.author == 0;
    begin_arrays(posts.size(), has_null, Buffer::kInt8);
    for (const NewAuthor& change : posts) {
      add_key(bytes_, change.author);
      keys_.add(change.post->key);
      counts_.bytes_written += 8 + (change.author != 0 ? 8 : 0);
    }
    write_arrays(sql_.update_authors);
  }
  void update_titles(std::span<Post* const> posts) override {
    if (posts.size() < kMany)
      return each(sql_.update_title, posts, [&](const Post& post) {
        return std::array{counted(post.title), key(post.key)};
      });
    begin_arrays(posts.size(), false, Buffer::kText);
    for (const Post* post : posts) {
      bytes_.add(post->title);
      keys_.add(post->key);
      counts_.bytes_written += 8 + post->title.size;
    }
    write_arrays(sql_.update_titles);
  }
  void remove(std::span<Post* const> posts) override { remove_all(sql_.delete_post, sql_.delete_posts, posts); }
  void remove(std::span<User* const> users) override { remove_all(sql_.delete_user, sql_.delete_users, users); }

 private:
  static Post& load_alone(const std::array<std::string_view, 4>& row, Objects& objects) {
    Post& post = objects.load_post(key_of(row[0]), row[1], row[2]);
    post.author_key = key_of(row[3]);
    return post;
  }
  static void add_key(Buffer& buffer, std::int64_t key) {
    if (key != 0)
      buffer.add(key);
    else
      buffer.add_null();
  }
  void send_key(PgStatement& statement, std::int64_t key) {
    const std::uint64_t bytes = swapped(key);
    counts_.bytes_written += 8;
    statement.send<1>({std::string_view(reinterpret_cast<const char*>(&bytes), sizeof bytes)});
  }
  // The values of a row that is written by itself, until the next row's.
  std::string_view key(std::int64_t value) {
    std::uint64_t& bytes = row_keys_[n_row_keys_++ % row_keys_.size()] = swapped(value);
    counts_.bytes_written += sizeof bytes;
    return {reinterpret_cast<const char*>(&bytes), sizeof bytes};
  }
  std::string_view key_or_null(std::int64_t value) { return value != 0 ? key(value) : std::string_view(); }
  std::string_view counted(std::string_view text) {
    counts_.bytes_written += text.size();
    return text;
  }
  template <class Rows, class F>
  static void each(PgStatement& statement, Rows rows, F&& values) {
    if (rows.empty()) return;
    const auto values_of = [&](std::size_t i) {
      if constexpr (std::is_pointer_v<typename Rows::value_type>)
        return values(*rows[i]);
      else
        return values(rows[i]);
    };
    statement.write_each<std::tuple_size_v<decltype(values_of(0))>>(rows.size(), values_of);
  }
  void send_users(PgStatement& statement, std::span<User* const> users) {
    keys_.clear();
    keys_.begin_array(users.size(), false);
    for (const User* user : users) keys_.add(user->key);
    counts_.bytes_written += 8 * users.size();
    ++counts_.array_statements;
    statement.send<1>({keys_.bytes()});
  }
  void begin_arrays(std::size_t n, bool has_null, std::uint32_t type) {
    bytes_.clear();
    keys_.clear();
    bytes_.begin_array(n, has_null, type);
    keys_.begin_array(n, false);
  }
  void write_arrays(PgStatement& statement) {
    ++counts_.array_statements;
    statement.write<2>({bytes_.bytes(), keys_.bytes()});
  }
  void insert_as_arrays(std::span<Post* const> posts) {
    constexpr std::size_t kRows = 8192;  // of a statement, whose arrays are built in memory, here and there
    for (std::size_t n = 0; !posts.empty(); posts = posts.subspan(n)) {
      n = std::min(kRows, posts.size());
      const auto rows = posts.first(n);
      Buffer titles, authors;
      begin_arrays(n, false, Buffer::kText);
      titles.begin_array(n, false, Buffer::kText);
      authors.begin_array(n, std::ranges::any_of(rows, [](const Post* post) { return author_key(*post) == 0; }));
      for (const Post* post : rows) {
        keys_.add(post->key);
        titles.add(post->title);
        bytes_.add(post->body);
        add_key(authors, author_key(*post));
        counts_.bytes_written += 8 + post->title.size + post->body.size + (post->author != nullptr ? 8 : 0);
      }
      ++counts_.array_statements;
      sql_.insert_posts.write<4>({keys_.bytes(), titles.bytes(), bytes_.bytes(), authors.bytes()});
    }
  }
  template <class T>
  void remove_all(PgStatement& one, PgStatement& many, std::span<T* const> rows) {
    if (rows.size() < kMany) return each(one, rows, [&](const T& row) { return std::array{key(row.key)}; });
    keys_.clear();
    keys_.begin_array(rows.size(), false);
    for (const T* row : rows) keys_.add(row->key);
    counts_.bytes_written += 8 * rows.size();
    ++counts_.array_statements;
    many.write<1>({keys_.bytes()});
  }
  template <class T, class F>
  void copy(const char* sql, std::span<T* const> rows, std::uint16_t columns, F&& fields) {
    PGconn* handle = connection_.handle();
    ++counts_.inserts;
    ++counts_.copies;
    counts_.round_trips += 2;
    connection_.require(PQexec(handle, sql), PGRES_COPY_IN);
    bytes_.clear();
    bytes_.bytes() = std::string(kCopyHeader);
    for (const T* row : rows) {
      bytes_.add16(columns);
      fields(*row);
      if (bytes_.bytes().size() >= kChunk) send_chunk();
    }
    bytes_.add16(0xFFFF);
    send_chunk();
    if (PQputCopyEnd(handle, nullptr) != 1) connection_.fail();
    const PgResult result = connection_.require(PQgetResult(handle), PGRES_COMMAND_OK);
    connection_.finish_rows();
    counts_.rows_written += std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
  }
  void send_chunk() {
    if (PQputCopyData(connection_.handle(), bytes_.bytes().data(), static_cast<int>(bytes_.bytes().size())) != 1)
      connection_.fail();
    bytes_.clear();
  }

  PgConnection connection_;
  bool is_spread_ = connection_.is_spread("posts");
  Buffer bytes_, keys_;
  std::array<std::uint64_t, 2> row_keys_{};  // of one row, at most
  std::size_t n_row_keys_ = 0;
  bool is_inserted_by_row_ = is_spread_ && PQserverVersion(connection_.handle()) < kCopiesManyAtOnce;
  PgStatements sql_{connection_, is_spread_};
  std::optional<PgStatement> comments_of_many_;  // there where the table of comments is
};

}  // namespace

std::unique_ptr<Store> postgres_store(orm::Backend& backend, orm::Counts& counts) {
  return std::make_unique<PostgresStore>(dynamic_cast<orm::Postgres&>(backend).native(), counts);
}

}  // namespace bench::hand_written
