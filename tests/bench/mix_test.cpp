// A mix is what its file says: bad files are refused by name and line, requests are drawn as the weights say.
#include "bench/mix/mix.h"

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "bench/mix/mixes.h"
#include "bench/mix/script.h"

namespace bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kHead = "name = 'x'\nwords = 'w'\nquestion = 'q'\ndataset = 'zipf_tiny'\n";
constexpr std::string_view kOperation = "[[operation]]\ndo = 'load_user'\nweight = 1\n";

Mix mix(const std::string& more) { return parse_mix(std::string(kHead) + more, "x.toml"); }
std::string refusal(const std::string& text) {
  try {
    parse_mix(text, "x.toml");
  } catch (const BadMix& error) {
    return error.what();
  }
  return "accepted";
}
std::string refusal_of(const std::string& more) { return refusal(std::string(kHead) + more); }

TEST(BadMixes, NameTheFileTheLineAndTheRemedy) {
  EXPECT_THAT(refusal("name = "), StartsWith("x.toml: line 1: is not TOML ("));
  EXPECT_THAT(refusal(""), StartsWith("x.toml: line 1: name is missing: docs/mixes.md"));
  EXPECT_THAT(refusal("name = 3"), StartsWith("x.toml: line 1: name is not a text: "));
  EXPECT_THAT(refusal("name = 'a b'"), StartsWith("x.toml: line 1: name is 'a b': use a-z, 0-9 and _"));
  EXPECT_EQ(refusal_of(""), "x.toml: line 1: there is no operation: write at least one [[operation]]");
  EXPECT_THAT(refusal_of("operation = 3"), StartsWith("x.toml: line 5: operation is not a list of tables: "));
  EXPECT_THAT(refusal_of("speed = 3\n"), StartsWith("x.toml: line 5: unknown key 'speed': there are name, words,"));
  EXPECT_THAT(refusal_of("requests = 0\n"), StartsWith("x.toml: line 5: requests is not a whole number from 1 to "));
  EXPECT_THAT(refusal_of("requests = 'many'\n"), StartsWith("x.toml: line 5: requests is not a whole number"));
  EXPECT_THAT(refusal_of("requests = 2.5\n"), StartsWith("x.toml: line 5: requests is not a whole number"));
  EXPECT_THAT(refusal_of("flush = 'never'\n"),
              StartsWith("x.toml: line 5: flush is 'never': it may be request, operation"));
  const std::string operation = "[[operation]]\n";
  EXPECT_THAT(refusal_of(operation + "weight = 1\n"), StartsWith("x.toml: line 5: do is missing"));
  EXPECT_THAT(refusal_of(operation + "do = 'fly'\nweight = 1\n"),
              StartsWith("x.toml: line 6: unknown operation 'fly': there are load_user, load_post, "));
  EXPECT_THAT(refusal_of(operation + "do = 'load_user'\n"), StartsWith("x.toml: line 5: weight is missing"));
  EXPECT_THAT(refusal_of(operation + "do = 'load_user'\nweight = -2\n"),
              StartsWith("x.toml: line 7: weight is -2: it has to be above 0"));
  EXPECT_THAT(refusal_of(operation + "do = 'load_user'\nweight = nan\n"), HasSubstr("line 7: weight is not a number"));
  EXPECT_THAT(refusal_of(operation + "do = 'load_user'\nweight = '1'\n"), HasSubstr("line 7: weight is not a number"));
  EXPECT_THAT(refusal_of(std::string(kOperation) + "colour = 'red'\n"),
              StartsWith("x.toml: line 8: unknown key 'colour': there are do, weight, count, choose"));
  EXPECT_THAT(refusal_of(std::string(kOperation) + "choose = 'me'\n"),
              StartsWith("x.toml: line 8: choose is 'me': it may be uniform, popular, largest"));
  EXPECT_THAT(refusal_of(std::string(kOperation) + "count = -1\n"), StartsWith("x.toml: line 8: count is not a whole"));
}

TEST(BadMixes, NameADatasetThatIsNotThereOrHasNoUsersWithPosts) {
  const std::string others = "name = 'x'\nwords = 'w'\nquestion = 'q'\n" + std::string(kOperation);
  EXPECT_THAT(refusal("dataset = 'moon'\n" + others), StartsWith("x.toml: line 1: unknown dataset 'moon': "));
  EXPECT_THAT(refusal("dataset = 'tags_small'\n" + others),
              StartsWith("x.toml: line 1: tags_small has no users with posts: "));
}

TEST(BadMixes, WouldNeverDoAnOperation) {
  EXPECT_THAT(
      refusal_of("requests = 10\n" + std::string(kOperation) + "[[operation]]\ndo = 'edit_post'\nweight = 0.001\n"),
      StartsWith("x.toml: line 9: edit_post would never run: its weight is too small for the 10 operations"));
}

TEST(BadMixes, WouldNotEnd) {
  EXPECT_THAT(refusal_of("requests = 10000\noperations_per_request = 10000\n" + std::string(kOperation)),
              StartsWith("x.toml: line 6: 10000 operations_per_request times 10000 requests are more than 100000"));
}

TEST(Mixes, MayHaveWeightsAsLargeAsNumbersAre) {
  const Mix found =
      mix("requests = 10\n[[operation]]\ndo = 'load_user'\nweight = 1.6e308\n"
          "[[operation]]\ndo = 'edit_post'\nweight = 4e307\n");
  EXPECT_EQ(found.operations[0].times, 8);
  EXPECT_EQ(found.operations[1].times, 2);
  EXPECT_THAT(refusal_of("[[operation]]\ndo = 'load_user'\nweight = 1e308\n" + std::string(kOperation)),
              HasSubstr("line 8: load_user would never run"));
}

TEST(Mixes, HoldEachOperationAsOftenAsItsWeightSays) {
  const Mix found = mix("requests = 5\noperations_per_request = 2\n" + std::string(kOperation) +
                        "[[operation]]\ndo = 'edit_post'\nweight = 2\ncount = 3\n");
  EXPECT_EQ(found.operations[0].times, 3);  // of 10: 3.33 and 6.67
  EXPECT_EQ(found.operations[1].times, 7);
  const std::string consists_of = found.consists_of(SettingAnAuthor::reads_no_list);
  EXPECT_THAT(consists_of, HasSubstr(R"("requests": 5, "dataset": "zipf_tiny")"));
  EXPECT_THAT(consists_of,
              HasSubstr(R"({"operation": "edit_post", "per_request": 1.4, "count": 3, "choose": "uniform", "parts": )"
                        R"([{"workload": "load_post", "items_per_request": 2.1)"));
}

TEST(Mixes, ConsistOfLoadsWhereSettingAnAuthorReadsLists) {
  const Mix found = mix("requests = 10\n[[operation]]\ndo = 'write_post'\nweight = 1\ncount = 3\n");
  const auto reads = [&](SettingAnAuthor setting) {
    return std::array{
        found.consists_of(setting).find(R"("load_user", "items_per_request": 1})") != std::string::npos,
        found.consists_of(setting).find(R"("set_author_unloaded", "items_per_request": 3})") != std::string::npos};
  };
  EXPECT_THAT(reads(SettingAnAuthor::reads_lists), ElementsAre(true, false));
  EXPECT_THAT(reads(SettingAnAuthor::reads_no_list), ElementsAre(false, true));
}

TEST(Mixes, OfTheSuiteHaveTheirFilesNamesAndDoAllOnTheirDatasets) {
  ASSERT_FALSE(mixes().empty());
  for (const Mix& one : mixes()) {
    SCOPED_TRACE(one.name);
    const Database database("sqlite_memory", one.dataset, Database::Rows::filled);
    const Script script = make_script(one, database);
    EXPECT_EQ(script.left_out, 0);
    EXPECT_EQ(script.requests.size(), static_cast<std::size_t>(one.requests));
    EXPECT_EQ(one.workload, "mix_" + one.name);
  }
}

class Scripts : public testing::Test {
 protected:
  Script script(std::uint64_t seed, const std::string& dataset = "zipf_small") {
    const Database database("sqlite_memory", dataset, Database::Rows::filled);
    return make_script(mix("requests = 50\noperations_per_request = 4\nseed = " + std::to_string(seed) + "\n" +
                           std::string(kOperation) +
                           "[[operation]]\ndo = 'move_by_append'\nweight = 1\ncount = 2\nchoose = 'popular'\n"
                           "[[operation]]\ndo = 'delete_user'\nweight = 1\n"
                           "[[operation]]\ndo = 'write_post'\nweight = 1\nchoose = 'largest'\n"),
                       database);
  }
  static std::vector<std::int64_t> users(const Script& script) {
    std::vector<std::int64_t> users;
    for (const auto& request : script.requests)
      for (const Step& step : request) users.insert(users.end(), {step.user, step.target});
    return users;
  }
};

TEST_F(Scripts, AreTheSameForTheSameSeedAndDrawOthersForAnother) {
  EXPECT_EQ(users(script(1)), users(script(1)));
  EXPECT_NE(users(script(1)), users(script(2)));
}

TEST_F(Scripts, DrawTheOrderOfTheirOperations) {
  const auto operations = [&](std::uint64_t seed) {
    std::vector<Operation> found;
    for (const auto& request : script(seed).requests)
      for (const Step& step : request) found.push_back(step.operation);
    return found;
  };
  EXPECT_NE(operations(1), operations(2));
}

TEST_F(Scripts, LetNoUserStandTwiceInARequestAndDoNothingWithDeletedOnes) {
  const Script made = script(1);
  std::map<Operation, int> times;
  std::set<std::int64_t> deleted;
  for (const auto& request : made.requests) {
    std::set<std::int64_t> seen;
    for (const Step& step : request) {
      ++times[step.operation];
      EXPECT_TRUE(seen.insert(step.user).second) << step.user;
      EXPECT_FALSE(deleted.contains(step.user) || deleted.contains(step.target));
      if (step.target != 0) {
        EXPECT_TRUE(seen.insert(step.target).second) << step.target;
      }
      if (step.operation == Operation::delete_user) deleted.insert(step.user);
    }
  }
  for (const auto& [operation, n] : times) EXPECT_EQ(n, 50) << words_of(operation).name;
}

TEST_F(Scripts, LeaveOutWhatNoUserHasThePostsFor) {
  const Script made = script(1, "uniform_tiny");  // 16 users, of whom 50 deletions leave none
  EXPECT_GT(made.left_out, 0);
  std::int64_t steps = 0;
  for (const auto& request : made.requests) steps += static_cast<std::int64_t>(request.size());
  EXPECT_EQ(steps + made.left_out, 200);
}

TEST_F(Scripts, TellADifferenceWithItsRequest) {
  const Script made = script(1);
  RequestsState answer = made.expected;
  EXPECT_EQ(difference(made.expected, answer), std::nullopt);
  for (std::size_t i = 0; i < answer.seen.size(); ++i) {
    if (answer.seen[i].posts.empty()) continue;
    answer.seen[i].posts[0].author += 1;
    EXPECT_THAT(difference(made.expected, answer).value_or(""), StartsWith("request " + std::to_string(i + 1) + ": "));
    break;
  }
}

}  // namespace
}  // namespace bench
