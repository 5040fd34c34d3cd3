#include "bench/databases/postgres_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "bench/databases/scratch_folder.h"
#include "bench/databases/shards.h"
#include "orm/backend/owned_schema.h"

namespace bench {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// Shared by the processes of an experiment, so that what a killed one leaves is found.
const std::string& token() {
  static const std::string token = [] {
    const std::string given = variable("BOTHSIDES_TOKEN");
    const bool is_sound = given.size() == 16 && given.find_first_not_of("0123456789abcdef") == std::string::npos;
    return is_sound ? given : orm::new_schema_token();
  }();
  return token;
}

std::string application_name(const std::string& token) { return "bothsides " + token; }

orm::Postgres connect(orm::PostgresOptions options = {}) {
  const auto conninfo = server_conninfo();
  if (!conninfo) throw std::runtime_error(kNoServer);
  options.settings["application_name"] = application_name(token());
  return orm::Postgres(*conninfo, std::move(options));
}

// The schemas of this process; dropped when it ends.
class Schemas {
 public:
  Schemas() {
    if (!is_kept()) on_signal_run("--drop-schemas=" + token());
  }
  ~Schemas() {
    if (names_.empty() || is_kept()) return;
    try {
      orm::Postgres server = connect();
      for (const std::string& name : names_) orm::drop_owned_schema(server, name, token());
    } catch (const std::exception& error) {
      std::error_code ignored;
      fmt::print(stderr,
                 "schemas of this run remain on the server ({}); when it answers again, drop them: {} "
                 "--drop-schemas={}\n",
                 error.what(), std::filesystem::read_symlink("/proc/self/exe", ignored).string(), token());
    }
  }
  Schemas(const Schemas&) = delete;
  Schemas& operator=(const Schemas&) = delete;

  std::string make() {
    const std::string name = fmt::format("bothsides_{}_{}_{}", token(), ::getpid(), names_.size() + 1);
    orm::Postgres server = connect();
    orm::create_owned_schema(server, name, token());
    names_.push_back(name);
    return name;
  }

 private:
  static bool is_kept() { return variable("BOTHSIDES_KEEP") == "1"; }
  std::vector<std::string> names_;
};

Schemas& schemas() {
  static Schemas schemas;
  return schemas;
}

orm::WritePath write_path(const std::string& name) {
  using orm::WritePath;
  for (const WritePath path :
       {WritePath::automatic, WritePath::copy, WritePath::arrays, WritePath::pipeline, WritePath::single})
    if (name_of(path) == name) return path;
  throw std::runtime_error(
      fmt::format("'{}' is not a way to write rows: automatic, copy, arrays, pipeline or single", name));
}

orm::LoadPath load_path(const std::string& name) {
  using orm::LoadPath;
  for (const LoadPath path : {LoadPath::automatic, LoadPath::copy, LoadPath::stream, LoadPath::whole})
    if (name_of(path) == name) return path;
  throw std::runtime_error(fmt::format("'{}' is not a way to load rows: automatic, copy, stream or whole", name));
}

std::string cores_of(int process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  constexpr std::string_view kName = "Cpus_allowed_list:\t";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(kName)) return line.substr(kName.size());
  return "unknown";
}

}  // namespace

std::optional<std::string> server_conninfo() {
  const std::string conninfo = variable("BOTHSIDES_DSN");
  return conninfo.empty() ? std::nullopt : std::optional(conninfo);
}

orm::PostgresOptions options_of(const std::string& paths) {
  orm::PostgresOptions options;
  for (std::size_t start = 0; start < paths.size();) {
    const std::size_t end = std::min(paths.find(',', start), paths.size());
    const std::string part = paths.substr(start, end - start);
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string what = part.substr(0, equals);
    const std::string path = part.substr(std::min(equals + 1, part.size()));
    if (what == "insert")
      options.insert = write_path(path);
    else if (what == "update")
      options.update = write_path(path);
    else if (what == "remove")
      options.remove = write_path(path);
    else if (what == "load")
      options.load = load_path(path);
    else if (what == "keys" && (path == "array" || path == "list"))
      options.array_keys = path == "array";
    else
      throw std::runtime_error(
          fmt::format("'{}' is not a path: insert=, update=, remove=, load= or keys=array|list", part));
    start = end + 1;
  }
  return options;
}

void schemas_of_this_process() { schemas(); }

std::string lack_of_any_server() {
  if (!orm::Postgres::is_built()) return orm::Postgres::kNotBuilt;
  return server_conninfo() ? "" : kNoServer;
}

std::string lack_of_server(const orm::BackendRow& backend) {
  if (!backend.needs_server) return "";
  if (std::string lack = lack_of_any_server(); !lack.empty()) return lack;
  if (!backend.is_sharded) return "";
  static const bool are_spread = [&] {
    try {
      return spreads_posts(*open_in_new_schema(backend));
    } catch (const orm::CannotOpen&) {
      return true;  // the cells say what is wrong
    }
  }();
  return are_spread ? "" : kNoShards;
}

std::string described_server(const orm::BackendRow& backend) {
  if (!backend.needs_server) throw std::runtime_error(fmt::format("{} needs no server", backend.name));
  if (!server_conninfo()) throw std::runtime_error(kNoServer);
  const auto settings = server_settings();
  const auto opened = open_in_new_schema(backend);
  std::string text = fmt::format("PostgreSQL {} on cores {}", settings.at("postgres.server_version"),
                                 settings.at("postgres.server_cores"));
  if (!backend.is_sharded) return text;
  const auto shards = ask_of_shards(*opened);
  if (!shards) throw std::runtime_error(kNoShards);
  text += "\nspread: " + shards->tables;
  for (const std::string& lack : shards->lacks) text += "\nlacks: " + lack;
  return text;
}

std::unique_ptr<orm::Backend> open_in_new_schema(const orm::BackendRow& backend) {
  static std::optional<orm::CannotOpen> refused;
  if (refused) throw orm::CannotOpen(*refused);
  try {
    orm::PostgresOptions options = options_of(variable("BOTHSIDES_POSTGRES_PATHS"));
    options.settings["search_path"] = schemas().make();
    options.settings["application_name"] = application_name(token());
    return backend.open({"", *server_conninfo(), options});
  } catch (const orm::CannotOpen& error) {
    refused = error;
    throw;
  }
}

std::map<std::string, std::string> server_settings() {
  orm::Postgres server = connect(options_of(variable("BOTHSIDES_POSTGRES_PATHS")));
  auto settings = server.settings();
  settings.erase("postgres.fallbacks");  // told by each cell that has one
  settings["postgres.server_cores"] = cores_of(server.server_process());
  return settings;
}

std::size_t drop_schemas(const std::string& token_of_run) {
  orm::Postgres server(server_conninfo().value_or(""));
  const std::string name = application_name(token_of_run);
  const orm::Cell parameters[] = {std::string_view(name)};
  {
    auto ended = server.select(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1 AND pid <> "
        "pg_backend_pid()",
        parameters);
    while (!ended.next().empty()) {
    }
  }
  const auto names = orm::owned_schemas(server, token_of_run);
  for (const std::string& schema : names) orm::drop_owned_schema(server, schema, token_of_run);
  return names.size();
}

}  // namespace bench
