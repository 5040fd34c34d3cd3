// A file that cannot be played is refused by one line that says where, what was expected and what to do.
#include "tests/conformance/replay/mapping.h"
#include "tests/conformance/replay/trace.h"

namespace {

using replay::Json;
using testing::HasSubstr;
using testing::StartsWith;

const char* const kScenario = R"({
  "format": 1, "name": "n", "title": "t", "model": "one_to_many", "strategies": ["back_populates"],
  "rows": {"users": [[1, "ann"]], "posts": [[10, "a", 1]]},
  "steps": [
    {"op": "get", "class": "User", "id": 1, "label": "u1"},
    {"op": "new", "label": "p11", "class": "Post", "id": 11, "values": {"title": "b"}},
    {"op": "query", "class": "Post", "where": {"author_id": 1}, "load": {"author": "select"}},
    {"op": "append", "on": "u1.posts", "value": "p11"},
    {"op": "assign", "on": "u1.posts", "value": ["p10"]},
    {"op": "set", "on": "p11.author", "value": null},
    {"op": "set_column", "on": "p11.title", "value": "c"},
    {"op": "expire", "target": "u1", "attrs": ["posts"]},
    {"op": "db", "table": "posts"}
  ]
})";

const char* const kMapping = R"({
  "format": 1, "kind": "mapping", "name": "n", "title": "t",
  "tables": {"posts": {"columns": {"id": {"pk": true}, "author_id": {"fk": "users.id"}}}},
  "classes": {"Post": {"table": "posts", "relationships": [{"name": "author", "target": "User"}]}}
})";

// Changes of the document above (JSON Patch), the place that is complained about, and words of the complaint.
struct Case {
  const char* name;
  const char* patch;
  const char* pointer;
  const char* words;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::string complaint_about(const Json& document) {
  const std::string file = "f.json";
  const replay::Node node(document, file);
  try {
    if (replay::is_mapping(document))
      replay::outcome(replay::read_mapping(node));
    else
      replay::trace(replay::read_scenario(node), "back_populates");
  } catch (const replay::BadInput& bad) {
    return bad.what();
  }
  return "nothing";
}

const Case kScenarioCases[] = {
    {"format_missing", R"([{"op": "remove", "path": "/format"}])", "/", "a field 'format'"},
    {"format_of_the_future", R"([{"op": "replace", "path": "/format", "value": 2}])", "/format", "expected format 1"},
    {"format_true", R"([{"op": "replace", "path": "/format", "value": true}])", "/format", "an integer, got true"},
    {"name_empty", R"([{"op": "replace", "path": "/name", "value": ""}])", "/name", "a text"},
    {"extra_field", R"([{"op": "add", "path": "/note", "value": 1}])", "/note", "no such field"},
    {"extra_field_escaped", R"([{"op": "add", "path": "/a~1b~0", "value": 1}])", "/a~1b~0", "no such field"},
    {"unknown_model", R"([{"op": "replace", "path": "/model", "value": "shop"}])", "/model",
     "one_to_many, one_to_one, many_to_many, self_referential or blog"},
    {"unknown_option", R"([{"op": "add", "path": "/options", "value": {"speed": 1}}])", "/options/speed",
     "cascade, autoflush or fk_nullable"},
    {"unknown_cascade", R"([{"op": "add", "path": "/options", "value": {"cascade": "none"}}])", "/options/cascade",
     "all, delete-orphan"},
    {"autoflush_number", R"([{"op": "add", "path": "/options", "value": {"autoflush": 1}}])", "/options/autoflush",
     "true or false"},
    {"strategies_text", R"([{"op": "replace", "path": "/strategies", "value": "backref"}])", "/strategies", "a list"},
    {"strategies_none", R"([{"op": "replace", "path": "/strategies", "value": []}])", "/strategies", "at least one"},
    {"strategy_unknown", R"([{"op": "add", "path": "/strategies/-", "value": "magic"}])", "/strategies/1", "unlinked"},
    {"strategy_twice", R"([{"op": "add", "path": "/strategies/-", "value": "back_populates"}])", "/strategies/1",
     "each strategy once"},
    {"rows_of_unknown_table", R"([{"op": "add", "path": "/rows/tags", "value": []}])", "/rows/tags",
     "a table of the model one_to_many"},
    {"row_too_short", R"([{"op": "replace", "path": "/rows/posts/0", "value": [10, "a"]}])", "/rows/posts/0",
     "expected 3 values"},
    {"row_of_wrong_type", R"([{"op": "replace", "path": "/rows/posts/0/1", "value": 5}])", "/rows/posts/0/1", "a text"},
    {"row_key_too_large", R"([{"op": "replace", "path": "/rows/users/0/0", "value": 18446744073709551615}])",
     "/rows/users/0/0", "an integer"},
    {"row_refused", R"([{"op": "add", "path": "/rows/users/-", "value": [1, "bob"]}])", "/rows/users/1",
     "a row that the database takes"},
    {"steps_missing", R"([{"op": "remove", "path": "/steps"}])", "/", "a field 'steps'"},
    {"step_no_object", R"([{"op": "replace", "path": "/steps/0", "value": "get"}])", "/steps/0", "an object"},
    {"op_unknown", R"([{"op": "replace", "path": "/steps/0/op", "value": "fetch"}])", "/steps/0/op", "is_modified"},
    {"field_missing", R"([{"op": "remove", "path": "/steps/0/id"}])", "/steps/0", "a field 'id'"},
    {"field_extra", R"([{"op": "add", "path": "/steps/0/on", "value": "u1.posts"}])", "/steps/0/on", "no such field"},
    {"id_text", R"([{"op": "replace", "path": "/steps/0/id", "value": "1"}])", "/steps/0/id", "an integer"},
    {"id_fraction", R"([{"op": "replace", "path": "/steps/0/id", "value": 1.5}])", "/steps/0/id", "an integer"},
    {"class_unknown", R"([{"op": "replace", "path": "/steps/0/class", "value": "Tag"}])", "/steps/0/class",
     "User or Post"},
    {"label_dotted", R"([{"op": "replace", "path": "/steps/0/label", "value": "u.1"}])", "/steps/0/label", "a label"},
    {"new_column_unknown", R"([{"op": "add", "path": "/steps/1/values/size", "value": 1}])", "/steps/1/values/size",
     "title or author_id"},
    {"new_key_as_column", R"([{"op": "add", "path": "/steps/1/values/id", "value": 1}])", "/steps/1/values/id",
     "no such field"},
    {"new_column_type", R"([{"op": "replace", "path": "/steps/1/values/title", "value": 1}])", "/steps/1/values/title",
     "a text"},
    {"new_label_taken", R"([{"op": "replace", "path": "/steps/1/label", "value": "u1"}])", "/steps/1/label",
     "a label that no other object has"},
    {"where_unknown", R"([{"op": "add", "path": "/steps/2/where/size", "value": 1}])", "/steps/2/where/size",
     "id, title or author_id"},
    {"load_of_column", R"([{"op": "replace", "path": "/steps/2/load", "value": {"title": "joined"}}])",
     "/steps/2/load/title", "there are author"},
    {"load_unknown", R"([{"op": "replace", "path": "/steps/2/load/author", "value": "eager"}])", "/steps/2/load/author",
     "select, selectin or joined"},
    {"on_without_attribute", R"([{"op": "replace", "path": "/steps/3/on", "value": "u1"}])", "/steps/3/on",
     "LABEL.ATTRIBUTE"},
    {"on_unbound", R"([{"op": "replace", "path": "/steps/3/on", "value": "u9.posts"}])", "/steps/3/on",
     "nothing has it at this step"},
    {"on_unknown_attribute", R"([{"op": "replace", "path": "/steps/3/on", "value": "u1.tags"}])", "/steps/3/on",
     "it has id, name or posts"},
    {"append_to_scalar", R"([{"op": "replace", "path": "/steps/3/on", "value": "p11.author"}])", "/steps/3/on",
     "expected a list, got \"p11.author\": Post.author is a scalar relationship"},
    {"append_list", R"([{"op": "replace", "path": "/steps/3/value", "value": ["p11"]}])", "/steps/3/value",
     "a label or null"},
    {"append_unbound", R"([{"op": "replace", "path": "/steps/3/value", "value": "p9"}])", "/steps/3/value",
     "nothing has it at this step"},
    {"assign_one", R"([{"op": "replace", "path": "/steps/4/value", "value": "p10"}])", "/steps/4/value", "a list"},
    {"assign_number", R"([{"op": "replace", "path": "/steps/4/value/0", "value": 10}])", "/steps/4/value/0",
     "a label or null"},
    {"assign_unbound", R"([{"op": "add", "path": "/steps/4/value/-", "value": "p9"}])", "/steps/4/value/1",
     "nothing has it at this step"},
    {"set_list", R"([{"op": "replace", "path": "/steps/5/on", "value": "u1.posts"}])", "/steps/5/on",
     "expected a scalar relationship"},
    {"set_column_relationship", R"([{"op": "replace", "path": "/steps/6/on", "value": "p11.author"}])", "/steps/6/on",
     "expected a column"},
    {"set_column_key", R"([{"op": "replace", "path": "/steps/6/on", "value": "p11.id"}])", "/steps/6/on",
     "a column that can be set"},
    {"set_column_type", R"([{"op": "replace", "path": "/steps/6/value", "value": 1}])", "/steps/6/value", "a text"},
    {"expire_unknown", R"([{"op": "replace", "path": "/steps/7/attrs/0", "value": "tags"}])", "/steps/7/attrs/0",
     "an attribute of User"},
    {"expire_nothing", R"([{"op": "replace", "path": "/steps/7/attrs", "value": []}])", "/steps/7/attrs",
     "at least one attribute"},
    {"target_unbound", R"([{"op": "replace", "path": "/steps/7/target", "value": "u9"}])", "/steps/7/target",
     "nothing has it at this step"},
    {"table_unknown", R"([{"op": "replace", "path": "/steps/8/table", "value": "tags"}])", "/steps/8/table",
     "users or posts"},
    {"expected_no_list", R"([{"op": "add", "path": "/expected", "value": {}}])", "/expected", "a list"},
};

const Case kMappingCases[] = {
    {"format_of_the_future", R"([{"op": "replace", "path": "/format", "value": 2}])", "/format", "expected format 1"},
    {"extra_field", R"([{"op": "add", "path": "/model", "value": "blog"}])", "/model", "no such field"},
    {"column_type", R"([{"op": "add", "path": "/tables/posts/columns/id/type", "value": "date"}])",
     "/tables/posts/columns/id/type", "text or integer"},
    {"column_key", R"([{"op": "replace", "path": "/tables/posts/columns/id/pk", "value": 1}])",
     "/tables/posts/columns/id/pk", "true or false"},
    {"class_without_table", R"([{"op": "replace", "path": "/classes/Post/table", "value": "users"}])",
     "/classes/Post/table", "expected posts"},
    {"relationship_without_target", R"([{"op": "remove", "path": "/classes/Post/relationships/0/target"}])",
     "/classes/Post/relationships/0", "a field 'target'"},
    {"relationship_field", R"([{"op": "add", "path": "/classes/Post/relationships/0/lazy", "value": "select"}])",
     "/classes/Post/relationships/0/lazy", "no such field"},
    {"cascade", R"([{"op": "add", "path": "/classes/Post/relationships/0/cascade", "value": "fly"}])",
     "/classes/Post/relationships/0/cascade", "expected a cascade, got \"fly\""},
    {"key_missing", R"([{"op": "remove", "path": "/tables/posts/columns/id"}])", "/", "has no primary key"},
    {"property_twice", R"([{"op": "replace", "path": "/classes/Post/relationships/0", "value":
                           {"name": "author_id", "target": "Post"}}])",
     "/", "two properties named 'author_id'"},
    {"foreign_keys_text", R"([{"op": "add", "path": "/classes/Post/relationships/0/foreign_keys", "value": "x"}])",
     "/classes/Post/relationships/0/foreign_keys", "a list"},
};

class Malformed : public testing::TestWithParam<Case> {
 protected:
  static void expect_complaint(const char* document) {
    const std::string complaint = complaint_about(Json::parse(document).patch(Json::parse(GetParam().patch)));
    EXPECT_THAT(complaint, StartsWith(std::string("f.json: ") + GetParam().pointer + ": expected "));
    EXPECT_THAT(complaint, HasSubstr(GetParam().words));
    EXPECT_EQ(complaint.find('\n'), std::string::npos);
  }
};
class MalformedScenario : public Malformed {};
TEST_P(MalformedScenario, IsRefusedWithItsPlace) { expect_complaint(kScenario); }
class MalformedMapping : public Malformed {};
TEST_P(MalformedMapping, IsRefusedWithItsPlace) { expect_complaint(kMapping); }

const auto kName = [](const auto& one) { return one.param.name; };
INSTANTIATE_TEST_SUITE_P(Conformance, MalformedScenario, testing::ValuesIn(kScenarioCases), kName);
INSTANTIATE_TEST_SUITE_P(Conformance, MalformedMapping, testing::ValuesIn(kMappingCases), kName);

TEST(Wellformed, ScenarioIsPlayed) { EXPECT_EQ(complaint_about(Json::parse(kScenario)), "nothing"); }

}  // namespace
