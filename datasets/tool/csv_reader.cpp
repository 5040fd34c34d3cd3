#include <fmt/format.h>

#include <charconv>

#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

constexpr int kEnd = std::ifstream::traits_type::eof();

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& path, std::string_view header)
    : shown_(path.string()), file_(path, std::ios::binary) {
  if (!file_) throw Damaged(fmt::format("{}: cannot be read: generate the dataset again with --force", shown_));
  std::string found;
  if (read_row())
    for (const Field& field : fields_) found += (found.empty() ? "" : ",") + field.value;
  if (found != header) fail(fmt::format("the columns are not {}", header));
  columns_ = fields_.size();
}

bool CsvReader::next() {
  if (!read_row()) return false;
  if (fields_.size() != columns_) fail(fmt::format("{} fields instead of {}", fields_.size(), columns_));
  return true;
}

std::int64_t CsvReader::number(std::size_t column) const {
  const std::string& text = fields_[column].value;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    fail(fmt::format("field {} is not a whole number", column + 1));
  return value;
}

bool CsvReader::read_row() {
  std::streambuf& in = *file_.rdbuf();
  if (in.sgetc() == kEnd) return false;
  row_line_ = line_;
  for (std::size_t count = 1;; ++count) {
    if (fields_.size() < count) fields_.emplace_back();
    read_field(fields_[count - 1]);
    const int c = in.sbumpc();
    if (c == ',') continue;
    fields_.resize(count);
    if (c == '\n') ++line_;
    return true;
  }
}

// Leaves the comma, LF or end of the file after the field unread.
void CsvReader::read_field(Field& field) {
  std::streambuf& in = *file_.rdbuf();
  field.value.clear();
  field.is_quoted = in.sgetc() == '"';
  if (field.is_quoted) {
    in.sbumpc();
    for (int c = in.sbumpc();; c = in.sbumpc()) {
      if (c == kEnd) fail("a quoted field does not end");
      if (c == '"' && in.sgetc() != '"') break;
      if (c == '"') in.sbumpc();
      if (c == '\n') ++line_;
      field.value += static_cast<char>(c);
    }
  }
  for (int c = in.sgetc(); c != ',' && c != '\n' && c != kEnd; c = in.snextc()) {
    if (c == '\r') continue;  // of a line that ends in CRLF
    if (field.is_quoted || c == '"') fail("a quote stands where none may be");
    field.value += static_cast<char>(c);
  }
}

void CsvReader::fail(const std::string& what) const {
  throw Damaged(fmt::format("{}: line {}: {}: generate the dataset again with --force", shown_, row_line_, what));
}

}  // namespace dataset_tool
