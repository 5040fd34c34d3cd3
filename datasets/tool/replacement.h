// A new file or directory that takes the target's place when it is complete, or leaves no trace.
#pragma once

#include <filesystem>

namespace dataset_tool {

enum class Kind { file, directory };

// Throws BadInput unless the target may be written: it does not exist, or it is one of ours, `force` is given and no
// program has it open for writing. Something that is not ours is refused whatever `force` says. Changes nothing.
void check_target(const std::filesystem::path& target, Kind kind, bool force);

// Takes away what programs that are gone left half-made beside the target.
void sweep(const std::filesystem::path& target);

// An empty file or directory with a temporary name beside the target (".name.tmp-<number>"), so that a rename is
// atomic. Removed with what belongs to it when this object is destroyed before `commit`.
class Replacement {
 public:
  // Throws BadInput when the folder cannot be written.
  Replacement(std::filesystem::path target, Kind kind);
  ~Replacement();
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  // Gives it the target's name; a file or a directory of ours that had it is gone. REQUIRES: check_target passed.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  Kind kind_;
};

}  // namespace dataset_tool
