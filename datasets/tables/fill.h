// Rows of a dataset into the tables of schema.h, by plain groups of INSERTs: no mapper, so that a mapper's mistake
// cannot be in the data and in the check of it.
#pragma once

#include <cstdint>

#include "datasets/dataset.h"
#include "datasets/tables/progress.h"
#include "orm/backend/backend.h"

namespace datasets {

// Inserts all rows of the tables of `relation` in the order of for_each_row, in one transaction: an INSERT a row, in
// groups of about a thousand, so memory does not grow with the dataset. Returns the digest of the rows. REQUIRES: the
// empty tables of that relation, which the dataset covers, and no transaction. After an error nothing is inserted.
// Throws orm::BackendError.
std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, Relation relation, const Progress& progress = {});
// Of the dataset's own relation.
inline std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, const Progress& progress = {}) {
  return fill(backend, dataset, dataset.relation(), progress);
}

}  // namespace datasets
