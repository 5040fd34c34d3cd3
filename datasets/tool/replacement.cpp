#include "datasets/tool/replacement.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "datasets/tool/errors.h"
#include "datasets/tool/in_use.h"
#include "datasets/tool/stored.h"

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

// What SQLite keeps beside a database while it is in use, or after a program died in the middle.
constexpr std::array kCompanions{"-wal", "-shm", "-journal"};

fs::path with_suffix(const fs::path& path, const char* suffix) {
  fs::path result = path;
  return result += suffix;
}

void check_existing(const fs::path& target, Kind kind, fs::file_status status) {
  if (kind == Kind::file) {
    if (!fs::is_regular_file(status))
      throw BadInput(fmt::format("{}: is not a regular file: choose another --out", target.string()));
    if (!is_our_sqlite(target))
      throw BadInput(fmt::format("{}: was not made by this program, not even --force replaces it: choose another --out",
                                 target.string()));
    if (const std::string sign = sign_of_use(target); !sign.empty())
      throw BadInput(fmt::format("{}: is in use ({}): close the program that uses it, or choose another --out",
                                 target.string(), sign));
  } else if (!is_our_csv(target)) {
    throw BadInput(
        fmt::format("{}: is not a directory made by this program (or holds more than it wrote), not even "
                    "--force replaces it: choose another --out",
                    target.string()));
  }
}

[[noreturn]] void refuse(const fs::path& target, const std::string& reason) {
  throw BadInput(fmt::format("{}: cannot write there ({}): choose another --out", target.string(), reason));
}

}  // namespace

void check_target(const fs::path& target, Kind kind, bool force) {
  if (target.empty() || target.filename().empty() || target.filename() == "." || target.filename() == "..")
    throw BadInput(fmt::format("'{}': is not a name to write to: give --out a file name", target.string()));
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (status.type() == fs::file_type::not_found) return;
  if (status.type() == fs::file_type::none) refuse(target, error.message());
  check_existing(target, kind, status);
  if (!force) throw BadInput(fmt::format("{}: exists already: give --force to replace it", target.string()));
}

void sweep(const fs::path& target) {
  const std::string prefix = fmt::format(".{}.tmp-", target.filename().string());
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::vector<fs::path> left;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    pid_t owner = 0;  // what follows it belongs to the file of that name
    std::from_chars(name.data() + prefix.size(), name.data() + name.size(), owner);
    if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) left.push_back(at->path());
  }
  for (const fs::path& path : left) fs::remove_all(path, error);
}

Replacement::Replacement(fs::path target, Kind kind) : target_(std::move(target)), kind_(kind) {
  sweep(target_);
  for (int number = static_cast<int>(getpid());; ++number) {
    path_ = target_.parent_path() / fmt::format(".{}.tmp-{}", target_.filename().string(), number);
    if (kind_ == Kind::directory) {
      std::error_code error;
      if (fs::create_directory(path_, error)) return;
      if (error) refuse(target_, error.message());
    } else {
      const int file = open(path_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
      if (file >= 0) {
        close(file);
        return;
      }
      if (errno != EEXIST) refuse(target_, std::strerror(errno));
    }
  }
}

Replacement::~Replacement() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  for (const char* suffix : kCompanions) fs::remove(with_suffix(path_, suffix), ignored);
}

void Replacement::commit() {
  std::error_code error;
  if (kind_ == Kind::directory && fs::exists(target_)) {  // rename does not replace a directory that holds files
    Replacement old(target_, kind_);
    fs::rename(target_, old.path_, error);
    if (error) refuse(target_, error.message());
    fs::rename(path_, target_, error);
    if (error) {
      std::error_code ignored;
      fs::rename(old.path_, target_, ignored);
      if (ignored) old.path_.clear();  // it could not be put back: keep it rather than delete it
      refuse(target_, error.message());
    }
  } else {
    fs::rename(path_, target_, error);
    if (error) refuse(target_, error.message());
  }
  path_.clear();
}

}  // namespace dataset_tool
