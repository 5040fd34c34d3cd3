// CSV that is written is read back to the byte.
#include "datasets/tool/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <sstream>

#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

namespace fs = std::filesystem;

class Csv : public testing::Test {
 protected:
  ~Csv() override { fs::remove(file_); }
  fs::path file_ = fs::temp_directory_path() / ("bothsides_csv_" + std::to_string(getpid()));
};

TEST_F(Csv, TextsAreQuotedAndNumbersAreNot) {
  CsvWriter writer(file_, "a,b,c", "file");
  writer.number(-7).text("say \"hi\", twice").text("").end_row();
  writer.close();
  std::ostringstream text;
  text << std::ifstream(file_).rdbuf();
  EXPECT_EQ(text.str(), "a,b,c\n-7,\"say \"\"hi\"\", twice\",\"\"\n");
}

TEST_F(Csv, AMissingNumberIsNullAndAnEmptyTextIsNot) {
  std::ofstream(file_) << "a,b\n,\"\"\n";
  CsvReader reader = CsvReader::of_dataset(file_, "a,b");
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.is_null(0));
  EXPECT_FALSE(reader.is_null(1));  // an empty text is not NULL
  EXPECT_THROW(reader.number(0), Damaged);
  EXPECT_FALSE(reader.next());
}

RC_GTEST_FIXTURE_PROP(Csv, AnyTextsAreReadBackAsWritten, (const std::vector<std::string>& texts)) {
  CsvWriter writer(file_, "n,text", "file");
  for (const std::string& text : texts) writer.number(1).text(text).end_row();
  writer.close();
  CsvReader reader = CsvReader::of_dataset(file_, "n,text");
  for (const std::string& text : texts) {
    RC_ASSERT(reader.next());
    RC_ASSERT(reader.text(1) == text);
  }
  RC_ASSERT(!reader.next());
}

RC_GTEST_FIXTURE_PROP(Csv, AnyFileIsReadOrRefused, (const std::string& tail)) {
  std::ofstream(file_, std::ios::binary) << "a,b\n" << tail;
  try {
    CsvReader reader = CsvReader::of_dataset(file_, "a,b");
    while (reader.next()) {
    }
  } catch (const Damaged& damaged) {
    RC_ASSERT(std::string(damaged.what()).find("line ") != std::string::npos);
  }
}

}  // namespace
}  // namespace dataset_tool
