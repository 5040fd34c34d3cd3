// Public: the attribute types of a model.
#pragma once

#include "orm/declarative/attributes.h"  // IWYU pragma: export
