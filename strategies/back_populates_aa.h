// back_populates_aa: the A/A copy of back_populates, a second type with the same source, compiled apart from the first.
//
// Declares, keeps in step, asks of the caller and predicts what back_populates does. What the two differ by is the
// floor below which no difference between strategies can be seen, code layout included.
#pragma once

#include "strategies/back_populates.h"

namespace strategies {

using BackPopulatesAa = BasicBackPopulates<"back_populates_aa">;
static_assert(StrategyOfAllRelations<BackPopulatesAa>);

}  // namespace strategies
