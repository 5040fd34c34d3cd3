// The types whose binary form this backend reads and writes (pg_type.dat); all others travel as text.
#pragma once

#include <libpq-fe.h>

namespace orm::postgres {

enum class Form : std::uint8_t { boolean, int2, int4, int8, text, other };

constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kUnknown = 705,
              kBpchar = 1042, kVarchar = 1043, kName = 19;
constexpr Oid kInt2Array = 1005, kInt4Array = 1007, kTextArray = 1009, kInt8Array = 1016, kJsonArray = 199;

constexpr Form form_of(Oid type) noexcept {
  switch (type) {
    case kBool:
      return Form::boolean;
    case kInt2:
      return Form::int2;
    case kInt4:
      return Form::int4;
    case kInt8:
      return Form::int8;
    case kText:
    case kVarchar:
    case kBpchar:
    case kName:
    case kUnknown:
    case kJson:
      return Form::text;
    default:
      return Form::other;
  }
}

}  // namespace orm::postgres
