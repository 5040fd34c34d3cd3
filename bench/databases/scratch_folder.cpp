#include "bench/databases/scratch_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

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

struct Folder {
  std::filesystem::path path;

  Folder() {
    const char* parent = std::getenv("TMPDIR");
    const std::string pattern =
        (std::filesystem::path(parent != nullptr ? parent : "/tmp") / "bothsides-XXXXXX").string();
    std::array<char, 4096> text{};
    pattern.copy(text.data(), text.size() - 1);
    if (mkdtemp(text.data()) == nullptr)
      throw std::filesystem::filesystem_error(
          "cannot make a folder for the databases (set TMPDIR to one that can be written)", pattern,
          std::error_code(errno, std::generic_category()));
    path = text.data();
    folder_text = text;
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
