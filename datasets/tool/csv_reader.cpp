#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

constexpr int kEnd = std::ifstream::traits_type::eof();

// Of the usual ones, outside of quotes.
char commonest_separator(const std::string& line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    std::ptrdiff_t count = 0;
    bool is_quoted = false;
    for (const char c : line) {
      is_quoted ^= c == '"';
      count += !is_quoted && c == candidate ? 1 : 0;
    }
    if (count > most) best = candidate;
    most = std::max(most, count);
  }
  return best;
}

bool is_blank(int c) noexcept { return c == ' ' || c == '\t'; }

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& path, std::string advice, Of of)
    : shown_(path.string()), advice_(std::move(advice)), of_(of), file_(path, std::ios::binary) {
  if (!file_) throw Damaged(fmt::format("{}: cannot be read: {}", shown_, advice_));
  if (of_ == Of::another_program) begin();
  if (!read_row() || (fields_.size() == 1 && fields_[0].value.empty())) fail("the names of the columns are missing");
  for (const Field& field : fields_) columns_.push_back(field.value);
}

CsvReader CsvReader::of_dataset(const std::filesystem::path& path, std::string_view header) {
  CsvReader reader(path, "generate the dataset again with --force", Of::this_program);
  if (fmt::format("{}", fmt::join(reader.columns_, ",")) != header)
    reader.fail(fmt::format("the columns are not {}", header));
  return reader;
}

void CsvReader::begin() {
  require_utf8();
  std::string line;
  std::getline(file_, line);
  std::size_t start = line.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while (!line.empty() && line.back() == '\r') line.pop_back();
  constexpr std::string_view kSays = "sep=";
  if (line.size() == start + kSays.size() + 1 && line.compare(start, kSays.size(), kSays) == 0) {
    separator_ = line.back();
    start = static_cast<std::size_t>(file_.tellg());
    ++line_;
  } else {
    separator_ = commonest_separator(line);
  }
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(start));
  if (separator_ == '\t') has_quotes_ = !fits_without_quotes();
}

// What editors call Unicode is UTF-16 with a mark, and without one every second byte of a Latin text is 0.
void CsvReader::require_utf8() {
  std::string bytes(64, '\0');
  file_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file_.gcount()));
  file_.clear();
  file_.seekg(0);
  const bool is_utf16 =
      bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") || bytes.find('\0') != std::string::npos;
  if (!is_utf16) return;
  const bool is_utf32 = bytes.find(std::string(2, '\0')) != std::string::npos;
  throw Damaged(fmt::format("{0}: is {1}, not UTF-8: save it as UTF-8, or make it so: iconv -f {1} -t UTF-8 < {0}",
                            shown_, is_utf32 ? "UTF-32" : "UTF-16"));
}

// Whether each line has as many fields as the first when quotes are characters like others. Leaves the place in the
// file as it was.
bool CsvReader::fits_without_quotes() {
  const auto start = file_.tellg();
  std::ptrdiff_t tabs = -1;
  bool fits = true;
  for (std::string line; fits && std::getline(file_, line);) {
    const auto here = std::count(line.begin(), line.end(), separator_);
    if (tabs < 0)
      tabs = here;
    else if (!line.empty() && line != "\r")
      fits = here == tabs;
  }
  file_.clear();
  file_.seekg(start);
  return fits;
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

// Leaves the separator, LF or end of the file after the field unread.
void CsvReader::read_field(Field& field) {
  std::streambuf& in = *file_.rdbuf();
  const auto is_separator = [&](int c) { return c == static_cast<unsigned char>(separator_); };
  const bool skips_blanks = of_ == Of::another_program;
  field.value.clear();
  if (skips_blanks)
    for (int c = in.sgetc(); is_blank(c) && !is_separator(c);) c = in.snextc();
  field.is_quoted = has_quotes_ && in.sgetc() == '"';
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
  for (int c = in.sgetc(); !is_separator(c) && c != '\n' && c != kEnd; c = in.snextc()) {
    if (c == '\r') {  // of a line that ends in CRLF
      if (const int next = in.snextc(); next != '\n' && next != kEnd)
        fail("a line ends in CR alone, not in LF or CRLF");
      break;
    }
    if (field.is_quoted && skips_blanks && is_blank(c)) continue;
    if (field.is_quoted || (has_quotes_ && c == '"')) fail("a quote stands where none may be");
    field.value += static_cast<char>(c);
  }
  if (!field.is_quoted && skips_blanks) trim(field);
}

// Of a field without quotes: the blanks behind it, and where quotes are characters like others those around all of it.
void CsvReader::trim(Field& field) const {
  std::string& value = field.value;
  while (!value.empty() && is_blank(static_cast<unsigned char>(value.back()))) value.pop_back();
  if (has_quotes_ || value.size() < 2 || value.front() != '"' || value.back() != '"') return;
  std::string inner;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '"' && (value[i + 1] != '"' || i + 2 == value.size())) return;  // no quoting after all
    if (value[i] == '"') ++i;
    inner += value[i];
  }
  value = inner;
  field.is_quoted = true;
}

void CsvReader::fail(const std::string& what) const {
  throw Damaged(fmt::format("{}: line {}: {}: {}", shown_, row_line_, what, advice_));
}

}  // namespace dataset_tool
