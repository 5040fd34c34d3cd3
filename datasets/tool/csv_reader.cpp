#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

constexpr int kEnd = std::ifstream::traits_type::eof();

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& path, std::string advice)
    : shown_(path.string()), advice_(std::move(advice)), file_(path, std::ios::binary) {
  if (!file_) throw Damaged(fmt::format("{}: cannot be read: {}", shown_, advice_));
  find_separator();
  if (!read_row() || (fields_.size() == 1 && fields_[0].value.empty())) fail("the names of the columns are missing");
  for (const Field& field : fields_) columns_.push_back(field.value);
}

CsvReader CsvReader::of_dataset(const std::filesystem::path& path, std::string_view header) {
  CsvReader reader(path, "generate the dataset again with --force");
  if (fmt::format("{}", fmt::join(reader.columns_, ",")) != header)
    reader.fail(fmt::format("the columns are not {}", header));
  return reader;
}

// The commonest of the usual ones in the first line; a byte order mark before it is passed over.
void CsvReader::find_separator() {
  std::string line;
  std::getline(file_, line);
  file_.clear();
  const std::size_t mark = line.starts_with("\xef\xbb\xbf") ? 3 : 0;
  file_.seekg(static_cast<std::streamoff>(mark));
  for (const char candidate : {';', '\t'})
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), separator_))
      separator_ = candidate;
}

bool CsvReader::next() {
  do
    if (!read_row()) return false;
  while (fields_.size() == 1 && columns_.size() > 1 && is_null(0));
  if (fields_.size() != columns_.size()) fail(fmt::format("{} fields instead of {}", fields_.size(), columns_.size()));
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

bool CsvReader::read_row() try {
  std::streambuf& in = *file_.rdbuf();
  if (in.sgetc() == kEnd) return false;
  row_line_ = line_;
  for (std::size_t count = 1;; ++count) {
    if (fields_.size() < count) fields_.emplace_back();
    read_field(fields_[count - 1]);
    const int c = in.sbumpc();
    if (c == static_cast<unsigned char>(separator_)) continue;
    fields_.resize(count);
    if (c == '\n') ++line_;
    return true;
  }
} catch (const std::ios_base::failure& error) {  // of a directory, or a disk that cannot be read
  throw Damaged(fmt::format("{}: cannot be read ({}): {}", shown_, error.code().message(), advice_));
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
  for (int c = in.sgetc(); c != static_cast<unsigned char>(separator_) && c != '\n' && c != kEnd; c = in.snextc()) {
    if (c == '\r') {  // of a line that ends in CRLF
      if (const int next = in.snextc(); next != '\n' && next != kEnd)
        fail("a line ends in CR alone, not in LF or CRLF");
      return;
    }
    if (field.is_quoted || c == '"') fail("a quote stands where none may be");
    field.value += static_cast<char>(c);
  }
}

void CsvReader::fail(const std::string& what) const {
  throw Damaged(fmt::format("{}: line {}: {}: {}", shown_, row_line_, what, advice_));
}

}  // namespace dataset_tool
