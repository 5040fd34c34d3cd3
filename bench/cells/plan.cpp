#include "bench/cells/plan.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <string_view>

namespace bench {
namespace {

constexpr std::string_view kHeader = "round,cell,iterations";

std::int64_t whole(std::string_view text, std::int64_t least, std::string_view what, const std::string& where) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least)
    throw PlanError(fmt::format("{}: {} '{}' is not a whole number from {} on", where, what, text, least));
  return value;
}

PlanRow parse_row(std::string_view line, const std::string& where) {
  const auto first = line.find(',');
  const auto last = line.rfind(',');
  if (first == std::string_view::npos || first == last)
    throw PlanError(fmt::format("{}: '{}' is not of the form {}", where, line, kHeader));
  const std::string_view name = line.substr(first + 1, last - first - 1);
  const auto cell = Cell::parse(name);
  if (!cell)
    throw PlanError(fmt::format("{}: '{}' is not a cell: workload/relation/strategy/backend/dataset", where, name));
  return {whole(line.substr(0, first), 0, "round", where), *cell, whole(line.substr(last + 1), 1, "iterations", where)};
}

}  // namespace

std::vector<PlanRow> read_plan(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) throw PlanError(fmt::format("cannot read the plan {}", file.string()));
  if (line != kHeader)
    throw PlanError(fmt::format("{} line 1: a plan begins with the line {}", file.string(), kHeader));
  std::vector<PlanRow> rows;
  for (int number = 2; std::getline(stream, line); ++number)
    if (!line.empty()) rows.push_back(parse_row(line, fmt::format("{} line {}", file.string(), number)));
  if (rows.empty()) throw PlanError(fmt::format("{}: the plan has no rows", file.string()));
  return rows;
}

}  // namespace bench
