// Refusals to connect: one readable line with the SQLSTATE, within the timeout, and without the password.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>

#include "../databases.h"
#include "rows.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "correct-horse";

orm::BackendError::Details refused(const std::string& conninfo,
                                   std::chrono::seconds timeout = std::chrono::seconds(10)) {
  const auto error = rows::refusal<orm::CannotOpen>([&] { orm::Postgres(conninfo, {.connect_timeout = timeout}); });
  EXPECT_THAT(error.message + error.about + error.statement, Not(HasSubstr(kSecret)));
  EXPECT_THAT(error.message, Not(HasSubstr("\n")));
  return error;
}

TEST(Connect, NamesAHostThatCannotBeReached) {
  const auto error = refused(std::string("host=127.0.0.1 port=1 dbname=d user=u password=") + kSecret);
  EXPECT_EQ(error.code, "08001");
  EXPECT_THAT(error.message,
              AllOf(testing::StartsWith("cannot connect to PostgreSQL: "), HasSubstr("Connection refused")));
  EXPECT_EQ(error.about, "host=127.0.0.1 port=1 dbname=d user=u");
  EXPECT_THAT(refused("host=/nowhere dbname=d user=u").message, HasSubstr("No such file or directory"));
}

TEST(Connect, DoesNotQuoteWhatItCannotUnderstand) {
  for (const std::string start : {"hots=here password=", "postgresql://me%zz:", "host=here pasword ", "'"})
    EXPECT_THAT(refused(start + kSecret + "@@/:x:y]").message, HasSubstr("the connection string cannot be understood"));
  EXPECT_THAT(refused("hots=here").message, HasSubstr("invalid connection option \"hots\""));
}

// Forms that people type: none of them may come to light, nor be asked of a name server.
TEST(Connect, ShowsNoPasswordWhateverTheFormOfTheString) {
  const std::string secret = kSecret;
  for (const std::string& conninfo : {"postgresql://u:" + secret + "/x@h.invalid",
                                      "postgresql://u:pre@" + secret + "@h.invalid",
                                      "postgresql://u:pre/" + secret + "@h.invalid/d",
                                      "postgresql://u:1234/" + secret + "@h.invalid",
                                      "postgresql://h.invalid/d?pass%77ord=" + secret,
                                      "postgresql://u:" + secret + "?x@h.invalid",
                                      "postgresql://u:" + secret + "@h.invalid/d",
                                      "postgresql+psycopg2://u:" + secret + "@h/d",
                                      "jdbc:postgresql://h/d?user=u&password=" + secret,
                                      "host=localhost;user=u;password=" + secret + ";dbname=d",
                                      "host=h.invalid,password=" + secret,
                                      "Server=h;Password=" + secret,
                                      "host=h.invalid " + secret,
                                      "user=u pwd=" + secret,
                                      "host=/nowhere user=u:" + secret,
                                      "u:" + secret + "@h/d",
                                      "host=h.invalid dbname=d;password=" + secret,
                                      "host=h.invalid user=u;password=" + secret,
                                      "host=h.invalid port=5432;password=" + secret,
                                      "postgresql://u:a#" + secret + "@h.invalid",
                                      "host=h.invalid hostaddr=1;" + secret})
    refused(conninfo, std::chrono::seconds(3));
  EXPECT_THAT(refused("postgresql+psycopg2://u:x@h/d").message, HasSubstr("leave out \"+psycopg2\""));
  EXPECT_THAT(refused("jdbc:postgresql://h/d?user=u").message, HasSubstr("leave out \"jdbc:\""));
}

TEST(Connect, GivesUpOnAServerThatDoesNotAnswer) {
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(silent, 1), 0);
  ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string conninfo = "host=127.0.0.1 user=u dbname=d port=" + std::to_string(ntohs(address.sin_port));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(refused(conninfo, std::chrono::seconds(1)).message, HasSubstr("did not answer within 1 s"));
  EXPECT_THAT(refused(conninfo + " connect_timeout=1").message, HasSubstr("did not answer within 1 s"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(8));
  ::close(silent);
}

class ConnectToAServer : public databases::OnPostgres {};

TEST_F(ConnectToAServer, NamesADatabaseOrARoleThatIsNotThere) {
  const auto database = refused(std::string(databases::dsn()) + " dbname=nowhere");
  EXPECT_EQ(database.code, "3D000");
  EXPECT_THAT(database.message, HasSubstr("database \"nowhere\" does not exist"));
  EXPECT_THAT(database.message, Not(HasSubstr("LOCATION")));
  EXPECT_EQ(refused(std::string(databases::dsn()) + " user=nobody_here").code, "28000");
}

TEST_F(ConnectToAServer, SaysThatTheServerHasNoConnectionLeft) {
  const std::string name = schema->name();  // a role that may connect once
  schema->admin().execute("CREATE ROLE " + name + " LOGIN CONNECTION LIMIT 1");
  const std::string conninfo = std::string(databases::dsn()) + " user=" + name;
  {
    const orm::Postgres first(conninfo);
    EXPECT_EQ(refused(conninfo).code, "53300");
  }
  schema->admin().execute("DROP ROLE " + name);
}

TEST_F(ConnectToAServer, SettingsAreSetOnEveryConnection) {
  connect({.settings = {{"work_mem", "7MB"}, {"application_name", "it's; me"}}});
  const auto set = [&] {
    return rows::all(*backend, "SELECT current_setting('work_mem') || current_setting('application_name')");
  };
  EXPECT_EQ(set(), std::vector<std::string>{"7MBit's; me"});
  rows::refusal<orm::ConnectionLost>([&] { backend->execute("SELECT pg_terminate_backend(pg_backend_pid())"); });
  EXPECT_EQ(set(), std::vector<std::string>{"7MBit's; me"});
  EXPECT_EQ(rows::refusal<orm::CannotOpen>([&] { connect({.settings = {{"no_such_setting", "1"}}}); }).code, "42704");
}

// What a text may need: blanks, quotes, backslashes, nothing.
TEST_F(ConnectToAServer, ASettingMayHaveAnyValue) {
  for (const std::string value : {"", " ", "a b", "\\", "a\\ b", "'", "\"x y\"", "-c work_mem=1MB", "é"}) {
    connect({.settings = {{"bothsides.any", value}}});
    EXPECT_EQ(rows::all(*backend, "SELECT current_setting('bothsides.any')"), std::vector<std::string>{value});
  }
}

TEST_F(ConnectToAServer, OptionsOfTheCallerHoldBesideTheSettings) {
  orm::Postgres server(std::string(databases::dsn()) + " options='-c work_mem=9MB'",
                       {.settings = {{"statement_timeout", "77s"}}});
  EXPECT_EQ(rows::all(server, "SELECT current_setting('work_mem') || current_setting('statement_timeout')"),
            std::vector<std::string>{"9MB77s"});
}

// A connection that a proxy lends: nothing outlives the transaction, and nothing is done outside of one.
TEST_F(ConnectToAServer, ASharedConnectionLeavesNothingInTheSession) {
  connect({.settings = {{"work_mem", "7MB"}}, .is_shared = true});
  const auto left = [&] {
    backend->begin();
    backend->execute("SET LOCAL work_mem TO DEFAULT");
    const auto found = rows::all(*backend,
                                 "SELECT (SELECT count(*) FROM pg_prepared_statements) || ' ' || (SELECT count(*) FROM "
                                 "pg_settings WHERE source = 'session' AND name NOT IN ('work_mem', 'search_path'))");
    backend->rollback();
    return found;
  };
  EXPECT_EQ(left(), std::vector<std::string>{"0 0"});
  for (int i = 0; i < 2; ++i) {
    backend->begin();
    EXPECT_EQ(rows::all(*backend, "SELECT current_setting('work_mem')"), std::vector<std::string>{"7MB"});
    const orm::Cell name[] = {std::string_view("x")};
    backend->execute("CREATE TABLE t (name text)");
    EXPECT_EQ(backend->execute("INSERT INTO t VALUES ($1)", name), 1U);
    auto outer = backend->select("SELECT name FROM t UNION ALL SELECT 'y' ORDER BY 1");
    EXPECT_EQ(outer.next()[0].text(), "x");
    EXPECT_EQ(rows::all(*backend, "SELECT count(*) FROM t"), std::vector<std::string>{"1"});
    EXPECT_EQ(outer.next()[0].text(), "y");
    backend->rollback();
    EXPECT_EQ(left(), std::vector<std::string>{"0 0"});
  }
  EXPECT_EQ(rows::refusal<orm::StatementError>([&] { rows::all(*backend, "SELECT 1"); }).code, "25P01");
}

TEST_F(ConnectToAServer, SettingsAreRecorded) {
  const auto settings = backend->settings();
  EXPECT_THAT(settings.at("postgres.server_version"), testing::MatchesRegex("[0-9]+\\..*"));
  EXPECT_EQ(settings.at("postgres.server_encoding"), "UTF8");
  EXPECT_EQ(settings.at("postgres.insert_path"), "automatic");
  for (const char* name : {"synchronous_commit", "fsync", "shared_buffers", "jit", "autovacuum"})
    EXPECT_TRUE(settings.contains(std::string("postgres.") + name)) << name;
}

}  // namespace
