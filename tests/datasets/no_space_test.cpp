// A disk that fills up while a dataset is written: one message, no rest of a file, and what was there before stays.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include <filesystem>
#include <utility>

#include "program.h"

namespace {

using testing::ElementsAre;

using NoSpace = Program;

// A disk of 200 KiB, while it lives.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path at) : at_(std::move(at)) {
    std::filesystem::create_directory(at_);
    is_mounted_ = mount("none", at_.c_str(), "tmpfs", 0, "size=200k") == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool is_mounted() const { return is_mounted_; }

 private:
  std::filesystem::path at_;
  bool is_mounted_ = false;
};

TEST_F(NoSpace, OnASmallDiskNothingIsLeftAndTheOldFileStays) {
  const SmallDisk disk(path("disk"));
  if (!disk.is_mounted())
    GTEST_SKIP() << "mounting a small disk needs root; the test with a limit on file sizes covers the same code";
  for (const std::string format : {"sqlite", "csv"}) {
    make({"generate", "zipf_tiny", "--out", "disk/d", "--format", format});
    expect_complaint(run({"generate", "zipf_small", "--out", "disk/d", "--format", format, "--force"}), 2, " space");
    EXPECT_THAT(names("disk"), ElementsAre("d"));
    EXPECT_EQ(run({"verify", "disk/d", "zipf_tiny"}).exit_code, 0);
    std::filesystem::remove_all(path("disk/d"));
  }
}

TEST_F(NoSpace, WithALimitOnFileSizesNothingIsLeftAndTheOldFileStays) {
  for (const std::string format : {"sqlite", "csv"}) {
    make({"generate", "zipf_tiny", "--out", format, "--format", format});
    const Outcome outcome =
        Running(folder_, {"generate", "zipf_small", "--out", format, "--format", format, "--force"}, 100'000).wait();
    expect_complaint(outcome, 2, "cannot be written");
    EXPECT_EQ(run({"verify", format, "zipf_tiny"}).exit_code, 0);
  }
  EXPECT_THAT(names(), ElementsAre("csv", "sqlite"));
}

}  // namespace
