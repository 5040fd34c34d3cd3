// A PostgreSQL database of anybody as the source of a profile. One transaction that can only read.
#include <fmt/format.h>

#include "datasets/tool/errors.h"
#include "datasets/tool/profile_sql.h"
#include "orm/backend/postgres.h"

namespace dataset_tool {
namespace {

constexpr const char* kShown = "PostgreSQL";  // never the connection's text: a password may stand in it

class PostgresCatalogue final : public Catalogue {
 public:
  explicit PostgresCatalogue(const std::string& conninfo) : backend_(conninfo, read_only()) {
    backend_.begin();
    backend_.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");  // one state of all tables
  }

  std::vector<Column> columns(const std::string& table) override {
    std::vector<Column> found;
    const std::string quoted = quoted_table(table);
    const orm::Cell parameters[] = {std::string_view(quoted)};
    auto rows = backend_.select(
        "SELECT a.attname::text, (EXISTS (SELECT 1 FROM pg_catalog.pg_index AS i WHERE i.indrelid = a.attrelid AND "
        "i.indisprimary AND a.attnum = ANY (i.indkey)))::int::bigint, a.atttypid::regtype::text "
        "FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = to_regclass($1::text) AND a.attnum > 0 "
        "AND NOT a.attisdropped ORDER BY a.attnum",
        parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
      const std::string name(row[0].text());
      const std::string column = backend_.dialect().quoted(name);
      const bool is_bytes = row[2].text() == "bytea";
      found.push_back(
          {name, row[1].integer() > 0, "CAST(octet_length(" + column + (is_bytes ? "" : "::text") + ") AS bigint)"});
    }
    return found;
  }
  std::vector<std::string> tables() override {
    std::vector<std::string> found;
    auto rows = backend_.select(
        "SELECT (CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || c.relname)::text "
        "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
        "AND n.nspname NOT LIKE 'pg\\_toast%' ORDER BY 1");
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) found.emplace_back(row[0].text());
    return found;
  }
  std::optional<ColumnName> referred(const ColumnName& child) override {
    const std::string quoted = quoted_table(child.table);
    const orm::Cell parameters[] = {std::string_view(quoted), std::string_view(child.column)};
    auto rows = backend_.select(
        "SELECT (n.nspname || '.' || p.relname)::text, b.attname::text FROM pg_catalog.pg_constraint AS k "
        "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
        "JOIN pg_catalog.pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1] "
        "JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = "
        "p.relnamespace "
        "WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND k.conrelid = to_regclass($1::text) "
        "AND a.attname = $2::text ORDER BY k.oid",
        parameters);
    const orm::Row row = rows.next();
    if (row.empty()) return std::nullopt;
    return ColumnName{std::string(row[0].text()), std::string(row[1].text())};
  }
  // "sales.orders" is the table orders of the schema sales; where there is none, what else has a dot in its name.
  std::string quoted_table(const std::string& table) override {
    const orm::Dialect& dialect = backend_.dialect();
    for (auto dot = table.find('.'); dot != std::string::npos; dot = table.find('.', dot + 1)) {
      const std::string quoted = dialect.quoted(table.substr(0, dot)) + "." + dialect.quoted(table.substr(dot + 1));
      if (exists(quoted)) return quoted;
    }
    return dialect.quoted(table);
  }
  orm::Backend& backend() override { return backend_; }
  const std::string& shown() const override { return shown_; }

 private:
  bool exists(const std::string& quoted) {
    const orm::Cell parameters[] = {std::string_view(quoted)};
    auto rows = backend_.select("SELECT (to_regclass($1::text) IS NOT NULL)::int::bigint", parameters);
    return rows.next()[0].integer() > 0;
  }
  static orm::PostgresOptions read_only() {
    orm::PostgresOptions options;
    options.settings = {{"default_transaction_read_only", "on"}, {"application_name", "bothsides dataset profile"}};
    return options;
  }

  std::string shown_ = kShown;
  orm::Postgres backend_;
};

class PostgresSource final : public ProfileSource {
 public:
  explicit PostgresSource(const std::string& conninfo) {
    guarded("", [&] {
      catalogue_ = std::make_unique<PostgresCatalogue>(conninfo);
      return 0;
    });
  }
  std::optional<ColumnName> declared_parent(const ColumnName& child) override {
    return guarded(child.text() + " ", [&] { return dataset_tool::declared_parent(*catalogue_, child); });
  }
  datasets::ShapeFile shape(const ColumnName& child, const std::optional<ColumnName>& parent) override {
    const std::string what = child.text() + (parent ? " of " + parent->text() + " " : " ");
    return guarded(what, [&] { return count_shape(*catalogue_, child, parent); });
  }

 private:
  // `what` is read by the work, for its messages.
  template <class F>
  auto guarded(const std::string& what, F&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const orm::CannotOpen& error) {
      throw BadInput(fmt::format("{}: cannot connect ({}): check --from, and that the server runs", kShown,
                                 one_line(error.details().message)));
    } catch (const orm::BackendError& error) {
      throw BadInput(fmt::format("{}: {}cannot be read ({}): check the columns and the role's rights", kShown, what,
                                 one_line(error.details().message)));
    }
  }
  static std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) text.replace(at, 1, "; ");
    return text;
  }

  std::unique_ptr<PostgresCatalogue> catalogue_;
};

}  // namespace

std::unique_ptr<ProfileSource> open_postgres_source(const std::string& conninfo) {
  return std::make_unique<PostgresSource>(conninfo);
}

}  // namespace dataset_tool
