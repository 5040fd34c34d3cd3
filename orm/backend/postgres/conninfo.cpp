#include "orm/backend/postgres/conninfo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "orm/backend/errors.h"
#include "orm/backend/pattern.h"

namespace orm::postgres {
namespace {

// What libpq says of a connection string holds parts of it, of which any may be a password: of all that it says, the
// name of an option is passed on, and how to mend what programs write that are not libpq's.
std::string reason(const std::string& conninfo, const std::string& said) {
  static const Pattern option("invalid connection option \"[a-z_]{1,20}\"");
  static const Pattern scheme("^([a-z]+:)?postgres(ql)?(\\+[a-z0-9_]+)?:", true);
  const bool may_be_secret = conninfo.find('@') != std::string::npos || conninfo.find("pass") != std::string::npos;
  if (!may_be_secret)
    if (const auto found = option.first_in(said); !found.empty()) return ": " + found[0];
  const auto found = scheme.first_in(conninfo);
  const std::string unknown = found.empty() ? "" : found[1].empty() ? found[3] : found[1];
  return unknown.empty() ? "" : fmt::format(": leave out \"{}\"", unknown);
}

const char* find(const PQconninfoOption* options, std::string_view keyword) {
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option)
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  return "";
}

bool has_only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
           more.find(c) != std::string_view::npos;
  });
}

}  // namespace

Options parsed(const std::string& conninfo) {
  char* said = nullptr;
  Options options(PQconninfoParse(conninfo.c_str(), &said));
  const std::unique_ptr<char, decltype(&PQfreemem)> message(said, &PQfreemem);
  if (options != nullptr) return options;
  throw CannotOpen({"08001",
                    fmt::format("the connection string cannot be understood{}; write it as \"host=… dbname=… user=…\" "
                                "or as postgresql://user@host/dbname",
                                reason(conninfo, said != nullptr ? said : "")),
                    "", ""});
}

std::string options_of(const PQconninfoOption* given, const std::map<std::string, std::string>& settings) {
  std::string options = find(given, "options");
  const char* from_environment = std::getenv("PGOPTIONS");
  if (options.empty() && from_environment != nullptr) options = from_environment;
  for (const auto& [name, value] : settings) {
    if (name == kApplicationName) continue;  // libpq has a word of its own for it, which counts for more
    options += fmt::format("{}-c {}=", options.empty() ? "" : " ", name);
    for (const char c : value) {  // a blank bears a backslash
      if (c == '\\' || std::isspace(static_cast<unsigned char>(c)) != 0) options += '\\';
      options += c;
    }
  }
  return options;
}

std::string value_of(PGconn* connection, std::string_view keyword) {
  const Options options(PQconninfo(connection));
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  return "";
}

// A host or port that is none is a part of something else, of a password that holds @, / or ;, and is asked of no
// name server.
void require_place(const PQconninfoOption* given) {
  const std::string_view hosts = find(given, "host");
  const bool is_folder = hosts.starts_with("/") || hosts.starts_with("@");
  if ((!is_folder && !has_only(hosts, "._-:,/%")) || !has_only(find(given, "hostaddr"), "._-:,/%") ||
      std::string_view(find(given, "port")).find_first_not_of("0123456789,") != std::string_view::npos)
    throw CannotOpen(
        {"08001",
         "the connection string cannot be understood: its host or port holds signs that none may (it is not "
         "shown, since a password may stand in it); parameters are divided by blanks, and in a URL a "
         "password's @ is %40, its / %2F, its ? %3F, its # %23",
         "", ""});
}

std::string place_of(PGconn* connection) {
  std::string place;
  constexpr std::string_view kDatabase = "dbname", kUser = "user";
  const std::pair<std::string_view, const char*> parts[] = {{"host", PQhost(connection)},
                                                            {"port", PQport(connection)},
                                                            {kDatabase, PQdb(connection)},
                                                            {kUser, PQuser(connection)}};
  for (const auto& [name, value] : parts) {
    if (value == nullptr || *value == '\0') continue;
    if ((name == kDatabase || name == kUser) && !has_only(value, "._- $")) return "";
    place += fmt::format("{}{}={}", place.empty() ? "" : " ", name, value);
  }
  return place;
}

std::string without_password(std::string text, PGconn* connection) {
  const char* password = PQpass(connection);
  const std::size_t length = password != nullptr ? std::strlen(password) : 0;
  if (length < 3) return text;  // a shorter one would be found in every second word
  for (std::size_t at = text.find(password); at != std::string::npos; at = text.find(password, at))
    text.replace(at, length, "***");
  return text;
}

}  // namespace orm::postgres
