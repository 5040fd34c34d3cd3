#include "datasets/tool/description.h"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/tool/numbers.h"

namespace dataset_tool {
namespace {

constexpr double kLeft = 150;  // in pixels, as all below
constexpr double kTop = 78;
constexpr double kBar = 20;
constexpr double kStep = 26;
constexpr double kLongest = 420;

std::string text(double x, double y, const char* style, const std::string& words) {
  std::string escaped;
  for (const char c : words) escaped += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return fmt::format("<text x=\"{}\" y=\"{}\" {}>{}</text>\n", x, y, style, escaped);
}

}  // namespace

Names names_of(datasets::Relation relation) {
  switch (relation) {
    case datasets::Relation::one_to_many:
    case datasets::Relation::blog:
      return {"users", "user", "posts", "author"};
    case datasets::Relation::one_to_one:
      return {"users", "user", "profiles", "user"};
    case datasets::Relation::self_referential:
      return {"posts", "post", "replies", "parent"};
    case datasets::Relation::many_to_many:
      break;
  }
  return {"tags", "tag", "posts", "tag"};
}

std::string svg_of(const Described& it) {
  const Names names = names_of(it.relation);
  const Side& side = it.summary.side;
  std::int64_t most = 1;
  for (const Bucket& bucket : side.histogram) most = std::max(most, bucket.owners);
  const double height = kTop + kStep * static_cast<double>(side.histogram.size()) + 24;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"680\" height=\"{0}\" viewBox=\"0 0 680 {0}\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      height);
  svg += text(16, 26, "font-size=\"16\" font-weight=\"bold\"",
              fmt::format("{}: the top 1 % of {} own {:.1f} % of the {}", it.name, names.owners,
                          100 * side.top_1_percent_share, names.children));
  svg += text(16, 46, "fill=\"#555\"", rows_in_words(it.summary.sizes));
  svg +=
      text(kLeft - 8, 68, "text-anchor=\"end\" fill=\"#555\"", fmt::format("{} of a {}", names.children, names.owner));
  svg += text(kLeft, 68, "fill=\"#555\"", names.owners);
  double y = kTop;
  for (const Bucket& bucket : side.histogram) {
    const double length = kLongest * static_cast<double>(bucket.owners) / static_cast<double>(most);
    svg += text(kLeft - 8, y + 15, "text-anchor=\"end\"",
                bucket.from == bucket.to ? grouped(bucket.from) : grouped(bucket.from) + " – " + grouped(bucket.to));
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"#0072b2\"/>\n", kLeft, y, length,
                       kBar);
    svg += text(kLeft + length + 6, y + 15, "", grouped(bucket.owners));
    y += kStep;
  }
  return svg + "</svg>\n";
}

}  // namespace dataset_tool
