// Public: any attribute by name, untyped.
#pragma once

#include "orm/declarative/property.h"  // IWYU pragma: export
