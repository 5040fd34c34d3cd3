#include "bench/databases/scratch_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

namespace bench {
namespace {

std::array<char, 4096> folder_text{};
std::array<char, 64> own_argument{};  // empty: this program has nothing to do after a signal

// Only calls that are allowed in a signal handler: the work itself is another program's.
void run_and_wait(const char* program, const char* first, const char* second, const char* third) {
  const pid_t child = fork();
  if (child == 0) {
    execl(program, program, first, second, third, static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
}

void remove_and_die(int signal) {
  run_and_wait("/bin/rm", "-rf", "--", folder_text.data());
  if (own_argument[0] != '\0') run_and_wait("/proc/self/exe", own_argument.data(), nullptr, nullptr);
  ::signal(signal, SIG_DFL);
  raise(signal);  // so that the parent sees what ended us
}

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "bothsides-", kUnique = "XXXXXX";
// Nothing without it is removed. Of these folders alone: a server of scripts/postgres_cluster has another mark.
constexpr const char* kMark = "scratch_of_a_benchmark";

// A descriptor of a folder of this user, which no other process holds; -1 where there is none. Held until it is closed.
int hold(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat found {};
  if (descriptor < 0 ||
      (fstat(descriptor, &found) == 0 && found.st_uid == geteuid() && flock(descriptor, LOCK_EX | LOCK_NB) == 0))
    return descriptor;
  ::close(descriptor);
  return -1;
}

// Removes what killed processes have left. A folder of this minute may not be held by its process yet.
void sweep(const fs::path& parent) {
  constexpr std::time_t kMinute = 60;
  std::error_code ignored;
  for (fs::directory_iterator entry(parent, fs::directory_options::skip_permission_denied, ignored), end;
       !ignored && entry != end; entry.increment(ignored)) {
    const fs::path& path = entry->path();
    const std::string name = path.filename().string();
    if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kUnique.size()) continue;
    struct stat mark {};
    if (lstat((path / kMark).c_str(), &mark) != 0 || mark.st_mtime > std::time(nullptr) - kMinute) continue;
    const int held = hold(path);
    if (held < 0) continue;
    std::error_code failed;
    fs::remove_all(path, failed);
    close(held);
  }
}

struct Folder {
  std::filesystem::path path;

  Folder() {
    const char* set = std::getenv("TMPDIR");
    const fs::path parent = set != nullptr ? set : "/tmp";
    sweep(parent);
    const std::string pattern = (parent / (std::string(kPrefix) + std::string(kUnique))).string();
    std::array<char, 4096> text{};
    pattern.copy(text.data(), text.size() - 1);
    if (mkdtemp(text.data()) == nullptr)
      throw std::filesystem::filesystem_error(
          "cannot make a folder for the databases (set TMPDIR to one that can be written)", pattern,
          std::error_code(errno, std::generic_category()));
    path = text.data();
    folder_text = text;
    hold(path);  // until the process ends
    if (const int mark = creat((path / kMark).c_str(), S_IRUSR | S_IWUSR); mark >= 0) close(mark);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, remove_and_die);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

const std::filesystem::path& scratch_folder() {
  static const Folder folder;
  return folder.path;
}

void on_signal_run(const std::string& argument) {
  scratch_folder();
  argument.copy(own_argument.data(), own_argument.size() - 1);
}

}  // namespace bench
