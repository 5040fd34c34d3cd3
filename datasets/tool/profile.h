// Where a relationship is read from to find its shape: a database or CSV files of anybody, which are read and only
// read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/sources/shape_file.h"
#include "datasets/tool/names.h"

namespace dataset_tool {

// The children's key, and the owners' that it is compared with.
struct Question {
  std::vector<ColumnName> child;   // as it may be read
  std::vector<ColumnName> parent;  // empty: what a declared foreign key names
};

// A key that means that there is none, and is a key like any other to the database.
struct NullWord {
  std::string text;
  std::int64_t children = 0;
};

struct Profiled {
  datasets::ShapeFile shape;  // without a parent, of the owners that have children
  std::string child;          // "posts.author"
  std::string parent;         // empty where none is known
  bool is_declared = false;   // the parent was found by a declared foreign key
  std::optional<NullWord> null_word;
  std::vector<std::string> notes;     // what a reader has to know of the numbers
  std::vector<std::string> warnings;  // of what they are likely to be wrong by: "<what is so>: <what to do>"
};

// Words that stand for a missing value in files of other programs: small letters.
bool is_null_word(const std::string& text);
inline constexpr const char* kNullWords[] = {"",     "null",   "none",   "nil",       "nan", "n/a", "na",
                                             "#n/a", "<null>", "(null)", "undefined", "-",   "\\n"};

class ProfileSource {
 public:
  virtual ~ProfileSource() = default;
  // Throws BadInput, which names what is wrong: a column that is not there, a table without rows, a parent with a value
  // twice.
  virtual Profiled profile(const Question& question) = 0;
};

// `from` is a SQLite file, a CSV file or a folder of them, or what libpq takes as a connection. Throws BadInput. No
// message holds a connection's text: a password may stand in it.
std::unique_ptr<ProfileSource> open_profile_source(const std::string& from);
std::unique_ptr<ProfileSource> open_csv_source(const std::string& from);
std::unique_ptr<ProfileSource> open_sqlite_source(const std::string& file);
std::unique_ptr<ProfileSource> open_postgres_source(const std::string& conninfo);

}  // namespace dataset_tool
