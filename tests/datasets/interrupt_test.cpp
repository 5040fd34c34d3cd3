// Ctrl-C while a dataset is written: the temporary file goes, the old one stays, the shell sees the signal.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "orm/backend/sqlite.h"
#include "program.h"

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class Interrupt : public Program {
 protected:
  // Starts the writing of a larger dataset and sends the signal when the temporary file grows.
  Outcome interrupted(const std::string& format, int signal) {
    Running running(folder_, {"generate", "zipf_medium", "--out", "z", "--format", format, "--force"});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!is_growing() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    running.send(signal);
    return running.wait();
  }

 private:
  bool is_growing() const {
    for (const std::string& name : names()) {
      std::error_code error;
      const auto temporary = folder_ / name;
      if (name.starts_with(".z.tmp-"))
        return std::filesystem::is_directory(temporary) ? std::filesystem::exists(temporary / "posts.csv")
                                                        : std::filesystem::file_size(temporary, error) > 0;
    }
    return false;
  }
};

TEST_F(Interrupt, LeavesNothingAndEndsByTheSignal) {
  for (const int signal : {SIGINT, SIGTERM}) {
    for (const std::string format : {"sqlite", "csv"}) {
      const Outcome outcome = interrupted(format, signal);
      EXPECT_EQ(outcome.signal, signal) << outcome.err;
      EXPECT_EQ(outcome.err, "dataset: interrupted: nothing was written\n");
      EXPECT_THAT(names(), IsEmpty());
    }
  }
}

TEST_F(Interrupt, WhatAKilledProgramLeftIsSweptByTheNext) {
  for (const std::string format : {"sqlite", "csv"}) {
    EXPECT_EQ(interrupted(format, SIGKILL).signal, SIGKILL);
    EXPECT_THAT(names(), Contains(StartsWith(".z.tmp-"))) << "or this test shows nothing";
    std::ofstream(folder_ / ".z.tmp-1") << "of a process that lives";
    make({"generate", "zipf_tiny", "--out", "z", "--format", format, "--force"});
    EXPECT_THAT(names(), UnorderedElementsAre(".z.tmp-1", "z"));
    std::filesystem::remove_all(folder_ / "z");
    std::filesystem::remove(folder_ / ".z.tmp-1");
  }
}

TEST_F(Interrupt, EndsAProfileAtOnce) {
  {
    orm::Sqlite source(path("endless.db"));
    source.execute(
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS key FROM n");
  }
  Running running(folder_, {"profile", "--from", "endless.db", "--child", "v.key", "--out", "s.toml"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  running.send(SIGINT);
  EXPECT_EQ(running.wait().signal, SIGINT);
  EXPECT_THAT(names(), ElementsAre("endless.db"));
}

TEST_F(Interrupt, LeavesTheOldFileAsItWas) {
  make({"generate", "zipf_tiny", "--out", "z"});
  const std::string before = content("z");
  EXPECT_EQ(interrupted("sqlite", SIGINT).signal, SIGINT);
  EXPECT_EQ(content("z"), before);
  EXPECT_THAT(names(), ElementsAre("z"));
}

}  // namespace
