// Public: backrefs that the compiler resolves.
#pragma once

#include "orm/declarative/static_backref.h"  // IWYU pragma: export
