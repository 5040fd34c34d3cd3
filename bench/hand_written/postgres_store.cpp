// What PostgreSQL does fastest: COPY in and out, arrays of keys, rows streamed in single-row mode.
#include <algorithm>
#include <optional>

#include "bench/hand_written/postgres_connection.h"
#include "bench/hand_written/postgres_rows.h"
#include "bench/hand_written/store.h"
#include "orm/backend/postgres.h"

namespace bench::hand_written {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;

class PostgresStore final : public Store {
 public:
  PostgresStore(PGconn* connection, orm::Counts& counts) : Store(counts), connection_(connection, counts) {
    constexpr int kCopiesManyAtOnce = 160000;  // to other servers
    if (is_spread_ && PQserverVersion(connection) < kCopiesManyAtOnce)
      insert_posts_.emplace(connection_,
                            R"(INSERT INTO "posts" ("id", "title", "body", "author_id")
                               SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]))",
                            &orm::Counts::inserts);
  }

  void begin() override { connection_.run("BEGIN"); }
  void rollback() override { connection_.run("ROLLBACK"); }
  bool is_in_transaction() const override { return connection_.is_in_transaction(); }

  void load_users(Objects& objects) override {
    connection_.each_copied<3>(R"(SELECT "id", "name", "email" FROM "users" ORDER BY "id")",
                               [&](const auto& row) { objects.load_user(key_of(row[0]), row[1], row[2]); });
  }
  void load_user(std::int64_t key, Objects& objects) override {
    send_key(user_, key);
    connection_.each_taken<3>([&](const auto& row) { objects.load_user(key_of(row[0]), row[1], row[2]); });
  }
  void load_posts_of(User& user, Objects& objects) override {
    send_key(posts_of_, user.key);
    connection_.each_taken<4>([&](const auto& row) { objects.load_post(key_of(row[0]), row[1], row[2], user); });
    objects.finish_list(user);
  }
  void load_posts_of(std::span<User* const> users, Objects& objects) override {
    send_users(posts_of_many_, users);
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
    send_key(post_, key);
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
    copy(R"(COPY "users" ("id", "name", "email") FROM STDIN (FORMAT binary))", users, 3, [&](const User& user) {
      bytes_.add(user.key);
      bytes_.add(user.name);
      bytes_.add(user.email);
      counts_.bytes_written += 8 + user.name.size + user.email.size;
    });
  }
  void insert(std::span<Post* const> posts) override {
    if (insert_posts_) return insert_as_arrays(posts);
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
    if (posts.empty()) return;
    bool has_null = false;
    for (const NewAuthor& change : posts) has_null = has_null || change.author == 0;
    begin_arrays(posts.size(), has_null, Buffer::kInt8);
    for (const NewAuthor& change : posts) {
      add_key(bytes_, change.author);
      keys_.add(change.post->key);
      counts_.bytes_written += 8 + (change.author != 0 ? 8 : 0);
    }
    write_arrays(update_authors_);
  }
  void update_titles(std::span<Post* const> posts) override {
    if (posts.empty()) return;
    begin_arrays(posts.size(), false, Buffer::kText);
    for (const Post* post : posts) {
      bytes_.add(post->title);
      keys_.add(post->key);
      counts_.bytes_written += 8 + post->title.size;
    }
    write_arrays(update_titles_);
  }
  void remove(std::span<Post* const> posts) override { remove_all(delete_posts_, posts); }
  void remove(std::span<User* const> users) override { remove_all(delete_users_, users); }

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
      insert_posts_->write<4>({keys_.bytes(), titles.bytes(), bytes_.bytes(), authors.bytes()});
    }
  }
  template <class T>
  void remove_all(PgStatement& statement, std::span<T* const> rows) {
    if (rows.empty()) return;
    keys_.clear();
    keys_.begin_array(rows.size(), false);
    for (const T* row : rows) keys_.add(row->key);
    counts_.bytes_written += 8 * rows.size();
    ++counts_.array_statements;
    statement.write<1>({keys_.bytes()});
  }
  template <class T, class F>
  void copy(const char* sql, std::span<T* const> rows, std::uint16_t columns, F&& fields) {
    if (rows.empty()) return;
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

  // Other servers cannot join: what they are asked for is said once more, or they send all rows.
  std::string on_spread(std::string sql) const { return sql + (is_spread_ ? R"( AND target."id" = ANY($2))" : ""); }

  PgConnection connection_;
  bool is_spread_ = connection_.is_spread("posts");
  Buffer bytes_, keys_;
  std::optional<PgStatement> insert_posts_;  // there where a COPY would send them one by one
  PgStatement user_{connection_, R"(SELECT "id", "name", "email" FROM "users" WHERE "id" = $1 ORDER BY "id")",
                    &orm::Counts::selects};
  PgStatement post_{connection_,
                    R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "id" = $1 ORDER BY "id")",
                    &orm::Counts::selects};
  PgStatement posts_of_{
      connection_, R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" = $1 ORDER BY "id")",
      &orm::Counts::selects};
  PgStatement posts_of_many_{
      connection_,
      R"(SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "author_id" = ANY($1) ORDER BY "author_id", "id")",
      &orm::Counts::selects};
  std::optional<PgStatement> comments_of_many_;  // there where the table of comments is
  PgStatement update_authors_{connection_, on_spread(R"(UPDATE "posts" AS target SET "author_id" = given.v1
                                 FROM unnest($1::bigint[], $2::bigint[]) AS given(v1, v2) WHERE target."id" = given.v2)"),
                              &orm::Counts::updates};
  PgStatement update_titles_{connection_, on_spread(R"(UPDATE "posts" AS target SET "title" = given.v1
                                FROM unnest($1::text[], $2::bigint[]) AS given(v1, v2) WHERE target."id" = given.v2)"),
                             &orm::Counts::updates};
  PgStatement delete_posts_{connection_, R"(DELETE FROM "posts" WHERE "id" = ANY($1))", &orm::Counts::deletes};
  PgStatement delete_users_{connection_, R"(DELETE FROM "users" WHERE "id" = ANY($1))", &orm::Counts::deletes};
};

}  // namespace

std::unique_ptr<Store> postgres_store(orm::Backend& backend, orm::Counts& counts) {
  return std::make_unique<PostgresStore>(dynamic_cast<orm::Postgres&>(backend).native(), counts);
}

}  // namespace bench::hand_written
