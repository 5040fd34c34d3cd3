// A disk that fills up while a dataset is written: one message, no rest of a file, and what was there before stays.
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "program.h"

namespace {

using testing::ElementsAre;

using NoSpace = Program;

TEST_F(NoSpace, OnASmallDiskNothingIsLeftAndTheOldFileStays) {
  std::filesystem::create_directory(path("disk"));
  if (mount("none", path("disk").c_str(), "tmpfs", 0, "size=200k") != 0)
    GTEST_SKIP() << "mounting a small disk needs root; the test with a limit on file sizes covers the same code";
  for (const std::string format : {"sqlite", "csv"}) {
    make({"generate", "zipf_tiny", "--out", "disk/d", "--format", format});
    expect_complaint(run({"generate", "zipf_small", "--out", "disk/d", "--format", format, "--force"}), 2, " space");
    EXPECT_THAT(names("disk"), ElementsAre("d"));
    EXPECT_EQ(run({"verify", "disk/d", "zipf_tiny"}).exit_code, 0);
    std::filesystem::remove_all(path("disk/d"));
  }
  umount(path("disk").c_str());
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
