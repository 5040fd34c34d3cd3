// A shape file says the same when it is read back, a bad one is named with its line, and data of a shape has it at any
// scale.
#include "datasets/sources/shape_file.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>

#include "datasets/digest.h"
#include "datasets/shapes/zipf.h"
#include "datasets/sources/shape_dataset.h"

namespace datasets {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ShapeFile shape_of(const std::vector<std::int64_t>& fan_outs) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const std::int64_t fan_out : fan_outs) ++counts[fan_out];
  ShapeFile shape;
  for (const auto& [children, owners] : counts) shape.fan_outs.push_back({children, owners});
  return shape;
}

class ShapeFiles : public testing::Test {
 protected:
  ~ShapeFiles() override { fs::remove(file_); }
  ShapeFile read_back(const std::string& text) {
    std::ofstream(file_) << text;
    return read_shape(file_);
  }
  // What is said of the text after a replacement in a good file.
  std::string complaint(const std::string& from, const std::string& to) {
    std::string text = text_of(good());
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    try {
      read_back(text.replace(at, from.size(), to));
    } catch (const BadSource& bad) {
      return bad.what();
    }
    return "nothing";
  }
  static ShapeFile good() {
    ShapeFile shape = shape_of({0, 0, 1, 5});
    shape.null_keys = 2;
    return shape;
  }
  fs::path file_ = fs::temp_directory_path() / ("bothsides_shape_" + std::to_string(getpid()) + ".toml");
};

RC_GTEST_FIXTURE_PROP(ShapeFiles, AreReadBackAsWritten, (std::uint16_t nulls, std::uint8_t dangling, bool is_known)) {
  ShapeFile shape =
      shape_of(*rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 50))));
  shape.null_keys = nulls;
  shape.dangling_keys = dangling;
  shape.is_childless_known = is_known;
  shape.widths.posts = percentiles({{3, 10}, {70, 200}, {400, 1}});
  RC_ASSERT(read_back(text_of(shape)) == shape);
}

TEST_F(ShapeFiles, ThatAreBadAreNamedWithTheirLine) {
  EXPECT_THAT(complaint("rows = 4", "rows = -4"), HasSubstr("line 5: owners.rows is negative (-4)"));
  EXPECT_THAT(complaint("rows = 4", "rows = 5"), HasSubstr("line 5: owners.rows is 5, fan_out has 4 owners"));
  EXPECT_THAT(complaint("rows = 8", "rows = 7"), HasSubstr("line 9: children.rows is 7"));
  EXPECT_THAT(complaint("rows = 8", "rows = 8.5"), HasSubstr("line 9: children.rows is not a whole number"));
  EXPECT_THAT(complaint("null_share = 0.25", "null_share = 2"),
              HasSubstr("line 10: children.null_share is not a share"));
  EXPECT_THAT(complaint("0, 1, 5", "0, 5, 1"), HasSubstr("fan_out.children is not ascending"));
  EXPECT_THAT(complaint("2, 1, 1", "2, 1"), HasSubstr("fan_out.owners has 2 numbers, fan_out.children 3"));
  EXPECT_THAT(complaint("2, 1, 1", "2, 1, -1"), HasSubstr("fan_out.owners is negative (-1)"));
  EXPECT_THAT(complaint("2, 1, 1", "0, 0, 0"), HasSubstr("there is no owner"));
  EXPECT_THAT(complaint("2, 1, 1", "2, 1, 99000000"), HasSubstr("there are more than 100,000,000 rows"));
  EXPECT_THAT(complaint("2, 1, 1", "2, 1, 9223372036854775807"), HasSubstr("fan_out.owners is more than"));
  EXPECT_THAT(complaint("[owners]", "[owners"), HasSubstr("line 4: is not TOML"));
  EXPECT_THAT(complaint("bothsides_shape = 1", "bothsides_shape = 9"), HasSubstr("line 2: is of a format"));
  EXPECT_THAT(complaint("bothsides_shape = 1", "x = 1"), HasSubstr("is not a shape file"));
  EXPECT_THAT(complaint("rows = 8\n", ""), HasSubstr("children.rows is missing"));
  EXPECT_THAT(complaint("childless = 2", "childless = -2"), HasSubstr("line 6: owners.childless is negative (-2)"));
  EXPECT_THAT(complaint("childless = 2", "childless = 3"),
              HasSubstr("line 6: owners.childless is 3, fan_out has 2 owners without children"));
  EXPECT_THAT(complaint("childless = 2", "childless = \"many\""),
              HasSubstr("line 6: owners.childless is neither a whole number nor \"unknown\""));
  EXPECT_THAT(complaint("null_share", "nul_share"),
              HasSubstr("line 10: unknown key 'nul_share': there are rows, null_share, dangling_share, width"));
  EXPECT_THAT(complaint("[fan_out]", "[speed]\n[fan_out]"), HasSubstr("unknown key 'speed'"));
  EXPECT_THAT(complaint("null_share", "width = [1, 2]\nnull_share"),
              HasSubstr("line 10: children.width is not a list"));
}

TEST_F(ShapeFiles, ThatAreNotThereAreNamed) {
  EXPECT_THROW(read_shape("/nonexistent/shape.toml"), BadSource);
  EXPECT_THROW(shape_dataset(file_, 1), BadSource);
}

TEST(Percentiles, AreByNearestRank) {
  const std::vector<std::int64_t> found = percentiles({{1, 50}, {2, 49}, {9, 1}});
  ASSERT_EQ(found.size(), 101U);
  EXPECT_EQ(found[0], 1);
  EXPECT_EQ(found[50], 1);
  EXPECT_EQ(found[51], 2);
  EXPECT_EQ(found[99], 2);
  EXPECT_EQ(found[100], 9);
}

RC_GTEST_PROP(ScaledFanOuts, AreTheShapesOwnAtItsOwnSize, ()) {
  std::vector<std::int64_t> fan_outs =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 1000)));
  const ShapeFile shape = shape_of(fan_outs);
  std::sort(fan_outs.begin(), fan_outs.end(), std::greater<>());
  RC_ASSERT(scaled_fan_outs(shape, shape.owners(), shape.owned()) == fan_outs);
}

RC_GTEST_PROP(ScaledFanOuts, RepeatEachOwnerWhenTheyAreMultiplied, ()) {
  std::vector<std::int64_t> fan_outs =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 1000)));
  const auto times = *rc::gen::inRange<std::int64_t>(2, 9);
  const ShapeFile shape = shape_of(fan_outs);
  std::sort(fan_outs.begin(), fan_outs.end(), std::greater<>());
  std::vector<std::int64_t> wanted;
  for (const std::int64_t fan_out : fan_outs) wanted.insert(wanted.end(), static_cast<std::size_t>(times), fan_out);
  RC_ASSERT(scaled_fan_outs(shape, shape.owners() * times, shape.owned() * times) == wanted);
}

TEST(ScaledFanOuts, KeepTheShareOfTheTopWhenTheyShrink) {
  const ShapeFile shape = shape_of(shapes::Zipf::fan_outs({1'000, 10'000}));
  const std::vector<std::int64_t> tenth = scaled_fan_outs(shape, 100, 1'000);
  EXPECT_EQ(std::accumulate(tenth.begin(), tenth.end(), std::int64_t{0}), 1'000);
  EXPECT_EQ(tenth.front(), 503);  // the top 1 % owned 5,030 of 10,000
}

TEST(ScaledFanOuts, MayBeNoneAtAll) {
  EXPECT_EQ(scaled_fan_outs(shape_of({0, 0}), 3, 0), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST_F(ShapeFiles, MakeDatasetsWithTheirWidthsAndOrphans) {
  ShapeFile shape = shape_of(shapes::Zipf::fan_outs({100, 2'000}));
  shape.null_keys = 500;
  shape.widths.posts = percentiles({{40, 1'000}, {41, 1'000}});
  shape.widths.users = percentiles({{60, 1}});
  std::ofstream(file_) << text_of(shape);
  const NamedDataset row = shape_dataset(file_, 2);
  const Dataset dataset = row.make(row, 1);
  EXPECT_EQ(dataset.sizes(), (Sizes{200, 5'000}));
  std::int64_t orphans = 0;
  for (std::int64_t id = 1; id <= 5'000; ++id) {
    const Post post = dataset.post(id);
    orphans += post.author_id == 0 ? 1 : 0;
    const std::size_t width = post.title.size() + post.body.size();
    ASSERT_TRUE(width == 40 || width == 41) << width;
  }
  EXPECT_EQ(orphans, 1'000);
  EXPECT_EQ(dataset.user(7).name.size() + dataset.user(7).email.size(), 60U);
  const NamedDataset owned = shape_dataset(file_, 2, Orphans::left_out);
  EXPECT_EQ(owned.make(owned, 1).sizes(), (Sizes{200, 4'000}));
}

TEST_F(ShapeFiles, AreNotMadeLargerThanATableMayBe) {
  std::ofstream(file_) << text_of(good());
  for (const double scale : {0.0, -1.0, 1e9, std::numeric_limits<double>::infinity()})
    EXPECT_THROW(shape_dataset(file_, scale), BadSource) << scale;
  EXPECT_EQ(shape_dataset(file_, 1e-6).sizes, (Sizes{1, 0}));
}

TEST(ShapeNames, AreMadeOfLettersDigitsAndUnderscores) {
  EXPECT_EQ(shape_name("some/Orders of 2024.toml"), "shape_orders_of_2024");
}

}  // namespace
}  // namespace datasets
