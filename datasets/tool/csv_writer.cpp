#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "datasets/tool/csv.h"
#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

constexpr std::size_t kBuffer = 1 << 20;

}  // namespace

CsvWriter::CsvWriter(const std::filesystem::path& path, std::string_view header, std::string shown)
    : shown_(std::move(shown)), file_(std::fopen(path.c_str(), "wbe")) {
  if (!file_) fail(errno);
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // one buffer is enough
  buffer_.append(header).append("\n");
}

CsvWriter& CsvWriter::number(std::int64_t value) {
  separate();
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  buffer_.append(digits.data(), end);
  return *this;
}

CsvWriter& CsvWriter::text(std::string_view value) {
  separate();
  buffer_ += '"';
  for (auto quote = value.find('"'); quote != std::string_view::npos; quote = value.find('"')) {
    buffer_.append(value.substr(0, quote)).append("\"\"");
    value.remove_prefix(quote + 1);
  }
  buffer_.append(value) += '"';
  return *this;
}

CsvWriter& CsvWriter::null() {
  separate();
  return *this;
}

void CsvWriter::end_row() {
  buffer_ += '\n';
  at_row_start_ = true;
  if (buffer_.size() >= kBuffer) write_out();
}

void CsvWriter::close() {
  write_out();
  if (std::fclose(file_.release()) != 0) fail(errno);
}

void CsvWriter::separate() {
  if (!at_row_start_) buffer_ += ',';
  at_row_start_ = false;
}

void CsvWriter::write_out() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) fail(errno);
  buffer_.clear();
}

void CsvWriter::fail(int error) const {
  throw BadInput(fmt::format("{}: cannot be written ({}): {}", shown_, std::strerror(error),
                             error == ENOSPC ? "free some space, or choose another --out" : "choose another --out"));
}

}  // namespace dataset_tool
