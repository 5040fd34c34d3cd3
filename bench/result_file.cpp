#include "bench/result_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace bench {
namespace {

constexpr std::string_view kFlag = "--benchmark_out=";

char last_character(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  for (std::streamoff at = stream.tellg(); at > 0; --at) {
    stream.seekg(at - 1);
    const auto character = static_cast<char>(stream.get());
    if (character != '\n' && character != ' ') return character;
  }
  return '\0';
}

}  // namespace

bool ResultFile::is_named_by(const std::string& argument) { return argument.rfind(kFlag, 0) == 0; }

ResultFile::ResultFile(const std::string& argument) : wanted_(argument.substr(kFlag.size())) {
  // A device is written as it is; a name beside it would be a file in /dev.
  const bool is_plain = !std::filesystem::exists(wanted_) || std::filesystem::is_regular_file(wanted_);
  temporary_ = is_plain ? std::filesystem::path(wanted_.string() + ".part") : wanted_;
  argument_ = std::string(kFlag) + temporary_.string();
  if (!std::ofstream(temporary_, std::ios::app))
    throw ResultFileError(fmt::format("cannot write {}: {}; name another file with --benchmark_out", wanted_.string(),
                                      std::strerror(errno)));
}

ResultFile::~ResultFile() {
  std::error_code ignored;
  if (temporary_ != wanted_) std::filesystem::remove(temporary_, ignored);
}

void ResultFile::keep(bool is_json) {
  const bool is_file = std::filesystem::is_regular_file(temporary_);
  if ((is_json && is_file && last_character(temporary_) != '}') ||
      (!is_file && !std::ofstream(temporary_).put('\n').flush()))
    throw ResultFileError(fmt::format(
        "{} could not be written completely: is the disk full? Its previous content is unchanged", wanted_.string()));
  if (temporary_ != wanted_) std::filesystem::rename(temporary_, wanted_);
}

}  // namespace bench
