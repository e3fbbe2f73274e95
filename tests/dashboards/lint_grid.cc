// SPDX-License-Identifier: Apache-2.0
// Checks the positions of panels in Grafana's grid of 24 columns.
#include <boost/json.hpp>

#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

struct Rectangle {
  explicit Rectangle(const json::value& panel)
      : x(whole_at(panel, "/gridPos/x", -1)),
        y(whole_at(panel, "/gridPos/y", -1)),
        width(whole_at(panel, "/gridPos/w", 0)),
        height(whole_at(panel, "/gridPos/h", 0)) {}

  bool lies_inside() const {
    return x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 24;
  }
  bool overlaps(const Rectangle& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height &&
           other.y < y + height;
  }

  std::int64_t x, y, width, height;
};

// Checks panels that are shown together: those of the dashboard, or those of one collapsed row.
void lint_together(const Dashboard& dashboard, const json::array& panels, Problems& problems) {
  for (auto panel = panels.begin(); panel != panels.end(); ++panel) {
    const std::string place = place_of(dashboard, *panel);
    problems.expect(Rectangle(*panel).lies_inside(), place, "sticks out of the grid");
    for (auto before = panels.begin(); before != panel; ++before) {
      problems.expect(!Rectangle(*panel).overlaps(Rectangle(*before)), place,
                      "overlaps \"" + text_at(*before, "/title") + "\"");
    }
    lint_together(dashboard, list_at(*panel, "/panels"), problems);
  }
}

}  // namespace

void lint_grid(const Dashboard& dashboard, Problems& problems) {
  lint_together(dashboard, list_at(dashboard.json, "/panels"), problems);
}

}  // namespace cckm::test
