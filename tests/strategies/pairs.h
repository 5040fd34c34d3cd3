// Every relation of every strategy behind one interface in keys, so that a table of operations serves all strategies.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "database.h"
#include "strategies/strategy.h"

namespace pairs {

using Key = std::int64_t;
using Keys = std::vector<Key>;

// Of one-to-many: the user, then the post. One-to-one: user, profile. Trees: a post by its replies, then by its parent.
// Many-to-many: post, tag.
enum class Side : std::uint8_t { left, right };
constexpr Side kLeft = Side::left;
constexpr Side kRight = Side::right;

// A session on a relation's objects. What a relation does not have fails the test.
class Pair {
 public:
  virtual ~Pair() = default;
  virtual void load_lazy() = 0;
  virtual void load_selectin() = 0;
  virtual void load_each() = 0;  // every object by its key, both sides resolved
  virtual Keys read(Side side, Key owner) = 0;
  virtual void append(Side /*side*/, Key /*owner*/, Key /*element*/) { ADD_FAILURE(); }
  virtual void remove(Side /*side*/, Key /*owner*/, Key /*element*/) { ADD_FAILURE(); }
  virtual void assign(Side /*side*/, Key /*owner*/, const Keys& /*elements*/) { ADD_FAILURE(); }
  virtual void set(Side /*side*/, Key /*owner*/, Key /*value; 0: none*/) { ADD_FAILURE(); }
  virtual void make_right(Key /*key*/) { ADD_FAILURE(); }  // a new object, put into the session
  virtual void delete_left(Key /*owner*/) { ADD_FAILURE(); }
  virtual void flush() = 0;
  virtual strategies::Stale stale() const = 0;  // of the side that is not written

  // "1: 10 11 | 2: 20 | 3:"
  std::string read(Side side, const Keys& owners);
};

enum class Relation : std::uint8_t { one_to_many, one_to_one, self_referential, many_to_many };

struct Strategy {
  std::string_view name;
  std::unique_ptr<Pair> (*open[4])(Database& database);  // by Relation; null where the strategy has none
};
const std::vector<Strategy>& strategies();

// An operation on the start state, and what must be so afterwards: both sides, in order; the rows are those of `right`,
// or of a many-to-many those of `left`; and what the flush sends.
struct Operation {
  const char* name;
  void (*run)(Pair& pair);
  const char* left;
  const char* right;
  Spent flush;
};
inline std::string name_of(const testing::TestParamInfo<Operation>& operation) { return operation.param.name; }
inline void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

// Runs the operation on every strategy that has the relation: it sends nothing; then memory; then the flush and rows.
// `left` and `right`: the keys of either side. `rows`: a SELECT for Database::rows.
void check(Relation relation, const Operation& operation, const Keys& left, const Keys& right, std::string_view rows);

}  // namespace pairs
