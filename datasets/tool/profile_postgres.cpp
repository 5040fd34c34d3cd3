// A PostgreSQL database of anybody as the source of a profile. One transaction that can only read.
#include <fmt/format.h>

#include <algorithm>

#include "datasets/tool/errors.h"
#include "datasets/tool/profile_sql.h"
#include "orm/backend/postgres.h"

namespace dataset_tool {
namespace {

constexpr std::string_view kOnly = "ONLY ";
constexpr const char* kShown = "PostgreSQL";  // never the connection's text: a password may stand in it

class PostgresCatalogue final : public Catalogue {
 public:
  explicit PostgresCatalogue(const std::string& conninfo) : backend_(conninfo, shared()) {
    backend_.begin();
    backend_.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");  // one state of all tables
    backend_.execute("SET LOCAL row_security = off");  // rows that a policy hides are an error, not left out
  }

  // "sales.orders" is the table orders of the schema sales; where there is none, what else has a dot in its name. Names
  // are as they are written, or else as SQL takes those without quotes.
  std::optional<Table> find(const std::string& name) override {
    auto found = find_exactly(name);
    return found ? found : find_exactly(folded(name));
  }
  const Column* find(const Table& table, const std::string& column) const override {
    for (const std::string& name : {column, folded(column)})
      for (const Column& each : table.columns)
        if (each.name == name) return &each;
    return nullptr;
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
  std::vector<ForeignKey> foreign_keys(const Table& table) override {
    std::vector<ForeignKey> found;
    std::string_view quoted = table.sql;
    if (quoted.starts_with(kOnly)) quoted.remove_prefix(kOnly.size());
    const orm::Cell parameters[] = {quoted};
    auto rows = backend_.select(
        "SELECT u.place::bigint, (n.nspname || '.' || p.relname)::text, a.attname::text, b.attname::text "
        "FROM pg_catalog.pg_constraint AS k "
        "JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, owner, place) ON true "
        "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.child "
        "JOIN pg_catalog.pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = u.owner "
        "JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace "
        "WHERE k.contype = 'f' AND k.conrelid = to_regclass($1::text) ORDER BY k.oid, u.place",
        parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
      if (row[0].integer() == 1) found.push_back({{}, std::string(row[1].text()), {}});
      found.back().columns.emplace_back(row[2].text());
      found.back().referred.emplace_back(row[3].text());
    }
    return found;
  }
  std::string match(const Column& owner, const std::string& owner_sql, const Column& child,
                    const std::string& child_sql) const override {
    const bool are_texts = owner.is_text && child.is_text;
    return owner_sql + " = " + (are_texts ? fmt::format(fmt::runtime(owner.as_text), child_sql) : child_sql);
  }
  orm::Backend& backend() override { return backend_; }
  const std::string& shown() const override { return shown_; }

 private:
  static std::string folded(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
  }
  std::optional<Table> find_exactly(const std::string& name) {
    const orm::Dialect& dialect = backend_.dialect();
    std::vector<std::string> quoted;
    for (auto dot = name.find('.', 1); dot != std::string::npos && dot + 1 < name.size(); dot = name.find('.', dot + 1))
      quoted.push_back(dialect.quoted(name.substr(0, dot)) + "." + dialect.quoted(name.substr(dot + 1)));
    quoted.push_back(dialect.quoted(name));
    for (const std::string& sql : quoted)
      if (auto found = table_of(sql)) return found;
    return std::nullopt;
  }
  std::optional<Table> table_of(const std::string& quoted) {
    Table table;
    const orm::Cell parameters[] = {std::string_view(quoted)};
    {
      auto rows = backend_.select(
          "SELECT (CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || "
          "c.relname)::text, "
          "(c.relkind <> 'p' AND EXISTS (SELECT 1 FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = "
          "c.oid))::int::bigint, pg_catalog.row_security_active(c.oid)::int::bigint "
          "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
          "WHERE c.oid = to_regclass($1::text) AND c.relkind IN ('r', 'v', 'm', 'p', 'f')",
          parameters);
      const orm::Row row = rows.next();
      if (row.empty()) return std::nullopt;
      table.name = row[0].text();
      const bool has_heirs = row[1].integer() > 0;
      table.sql = (has_heirs ? std::string(kOnly) : "") + quoted;
      if (has_heirs)
        table.note = fmt::format(
            "the rows of tables that inherit from {} are not counted, as keys do not hold for them; "
            "give a view to count all",
            table.name);
      if (row[2].integer() > 0) throw_policy(table.name);
    }
    table.columns = columns_of(quoted);
    return table;
  }
  [[noreturn]] static void throw_policy(const std::string& table) {
    throw BadInput(
        fmt::format("{}: a row-level policy hides rows of {} from this role, so they cannot be counted: "
                    "connect as the owner of the table, or as a role with BYPASSRLS",
                    kShown, table));
  }
  std::vector<Column> columns_of(const std::string& quoted) {
    std::vector<Column> found;
    const orm::Cell parameters[] = {std::string_view(quoted)};
    auto rows = backend_.select(
        "SELECT a.attname::text, (EXISTS (SELECT 1 FROM pg_catalog.pg_index AS i WHERE i.indrelid = a.attrelid AND "
        "i.indisprimary AND a.attnum = ANY (i.indkey)))::int::bigint, "
        "pg_catalog.format_type(a.atttypid, a.atttypmod)::text, (b.typcategory = 'S')::int::bigint, "
        // A text as the column's own: of a domain the type below it, and no type that cuts its texts.
        "(CASE WHEN b.typname = 'name' THEN 'pg_catalog.text' "
        "ELSE pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(b.typname) END)::text, "
        "(SELECT pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(l.collname) FROM "
        "pg_catalog.pg_collation AS l JOIN pg_catalog.pg_namespace AS s ON s.oid = l.collnamespace WHERE l.oid = "
        "a.attcollation)::text, pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')::int::bigint "
        "FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid "
        "JOIN pg_catalog.pg_type AS b ON b.oid = (CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END) "
        "JOIN pg_catalog.pg_namespace AS m ON m.oid = b.typnamespace "
        "WHERE a.attrelid = to_regclass($1::text) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        parameters);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) {
      const std::string name(row[0].text());
      const std::string sql = "t." + backend_.dialect().quoted(name);
      const bool is_text = row[3].integer() > 0;
      const bool is_bytes = row[2].text() == "bytea";
      const std::string exact = is_text ? "CAST(" + sql + " AS pg_catalog.text) COLLATE pg_catalog.\"C\"" : sql;
      const std::string collation = row[5].is_null() ? "" : " COLLATE " + std::string(row[5].text());
      found.push_back({.name = name,
                       .is_key = row[1].integer() > 0,
                       .bytes = "CAST(octet_length(" + sql + (is_bytes ? "" : "::text") + ") AS bigint)",
                       .exact = exact,
                       .groups = exact,
                       .is_text = is_text,
                       .is_readable = row[6].integer() > 0,
                       .type = std::string(row[2].text()),
                       .as_text = "CAST({} AS " + doubled(row[4].text()) + ")" + doubled(collation)});
    }
    return found;
  }
  // As a format has it.
  static std::string doubled(std::string_view text) {
    std::string out;
    for (const char c : text) out.append(c == '{' || c == '}' ? 2 : 1, c);
    return out;
  }
  static orm::PostgresOptions shared() {
    orm::PostgresOptions options;
    options.is_shared = true;  // with other clients, where it is a proxy's
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
  Profiled profile(const Question& question) override {
    const std::string what = question.child.front().text() + " " +
                             (question.parent.empty() ? "" : "of " + question.parent.front().text() + " ");
    return guarded(what, [&] { return profile_sql(*catalogue_, question); });
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
  if (!orm::Postgres::is_built()) throw BadInput(orm::Postgres::kNotBuilt);
  return std::make_unique<PostgresSource>(conninfo);
}

}  // namespace dataset_tool
