// CSV files, row by row. Source: RFC 4180; lines end in LF, texts are always quoted, numbers never; UTF-8.
// An empty unquoted field is NULL, an empty quoted one an empty text.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dataset_tool {

class CsvWriter {
 public:
  // Writes the first line. `shown` is the path that messages name. Every function throws BadInput when the file cannot
  // be written.
  CsvWriter(const std::filesystem::path& path, std::string_view header, std::string shown);

  CsvWriter& number(std::int64_t value);
  CsvWriter& text(std::string_view value);
  CsvWriter& null();
  void end_row();
  // Writes what is buffered. REQUIRES: called once, last.
  void close();

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  void separate();
  void write_out();
  [[noreturn]] void fail(int error) const;

  std::string shown_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
  bool at_row_start_ = true;
};

// Files of other programs may separate by another character than a comma, say by which in a first line "sep=;", begin
// with a byte order mark, and have empty lines, which are passed over, as are blanks around a field. Tabs separate with
// quotes or without: as fields are as many as names.
class CsvReader {
 public:
  // Reads the first line. Throws Damaged, as every function does, with the line that is wrong and `advice`.
  CsvReader(const std::filesystem::path& path, std::string advice)
      : CsvReader(path, std::move(advice), Of::another_program) {}
  // A file of ours: the first line is `header`.
  static CsvReader of_dataset(const std::filesystem::path& path, std::string_view header);

  const std::vector<std::string>& columns() const noexcept { return columns_; }

  // The next row; false after the last. Fields have as many values as the header.
  bool next();
  std::string& text(std::size_t column) { return fields_[column].value; }
  bool is_null(std::size_t column) const { return fields_[column].value.empty() && !fields_[column].is_quoted; }
  std::int64_t number(std::size_t column) const;

 private:
  enum class Of : std::uint8_t { this_program, another_program };
  struct Field {
    std::string value;
    bool is_quoted = false;
  };
  CsvReader(const std::filesystem::path& path, std::string advice, Of of);
  bool read_row();
  void begin();
  void require_utf8();
  bool fits_without_quotes();
  void trim(Field& field) const;
  void read_field(Field& field);
  [[noreturn]] void fail(const std::string& what) const;

  std::string shown_;
  std::string advice_;
  Of of_;
  std::ifstream file_;
  char separator_ = ',';
  bool has_quotes_ = true;
  std::vector<Field> fields_;
  std::vector<std::string> columns_;
  std::int64_t line_ = 1;      // being read
  std::int64_t row_line_ = 1;  // where the row began
};

}  // namespace dataset_tool
