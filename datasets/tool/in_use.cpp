#include "datasets/tool/in_use.h"

#include <fcntl.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace dataset_tool {
namespace {

fs::path beside(const fs::path& database, const char* suffix) {
  fs::path path = database;
  return path += suffix;
}

bool holds_bytes(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return !error && size > 0;
}

// Every connection in WAL mode keeps a shared lock on byte 128 of the -shm file (SQLite's os_unix.c, UNIX_SHM_DMS).
bool has_connection(const fs::path& shared_memory) {
  const int file = open(shared_memory.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 128;
  lock.l_len = 1;
  const bool is_held = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(file);
  return is_held;
}

}  // namespace

std::string sign_of_use(const fs::path& database) {
  for (const char* suffix : {"-wal", "-journal"})
    if (holds_bytes(beside(database, suffix))) return beside(database, suffix).filename().string() + " holds changes";
  return has_connection(beside(database, "-shm")) ? "a program has it open" : "";
}

}  // namespace dataset_tool
