// Loading a relationship of many objects together with the query that found them. SQLAlchemy's eager loaders. A list or
// scalar that is loaded already is kept.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "orm/loading/load.h"
#include "orm/loading/query.h"

namespace orm {

inline constexpr std::size_t kSelectinKeys = 500;  // SQLAlchemy's chunk

// 1 SELECT … IN for each 500 keys of owners (many-to-one: of targets), of loaded ones too, as in SQLAlchemy.
void selectin_load(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship);

// 1 SELECT that repeats the query as a subquery; `where` is the query's condition, without a prefix.
void subquery_load(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship,
                   std::string_view where, Row parameters);

// The query itself with a LEFT OUTER JOIN for each relationship: 1 SELECT for all. Several lists multiply its rows.
std::vector<Entity*> joined_load(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                                 Row parameters, const std::vector<const Relationship*>& relationships);

// The parts that they share. The rows of a SELECT of targets, each with its owner's key, ordered by owner: where the
// key stands, and the clause that makes them.
struct OwnedRows {
  std::string select;     // "SELECT …, key FROM …" up to the condition
  std::string owner_key;  // the column to put a condition on, and to order by
  std::string order;      // " ORDER BY …"
  std::size_t key_index;  // of the owner's key in a row
};
OwnedRows owned_rows(const SessionState& session, const Relationship& relationship);
// The same of a table by one of its own columns.
OwnedRows rows_by_column(const SessionState& session, const Mapper& mapper, std::string_view column);
// Fills lists and scalars of owners, one after the other, from such rows; `keep_queued`: a list that was changed
// unloaded stays unloaded. REQUIRES: the owners are ordered by key.
void fill_owners(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship,
                 Backend::Cursor& cursor, std::size_t key_index, bool keep_queued = false);

bool is_relationship_loaded(const Entity& owner, const Relationship& relationship);

}  // namespace orm
