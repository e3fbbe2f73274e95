// SPDX-License-Identifier: Apache-2.0
// Selects indices of the history, and makes only the runs of one page. So the cost of a page does
// not depend on the length of the list.
#include "tests/simulator/run_list.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/simulator/list_envelope.h"

namespace cckm::test {
namespace {

struct Selection {
  std::vector<std::size_t> page;  // indices of the history, in the order of the list
  std::size_t total = 0;          // of the list
};

ListOrder order_of(const ListBehaviour& list, const ListQuery& query) {
  const bool sorts = list.sort == SortEffect::kHonoured && query.has(kSortNewestFirst);
  return sorts ? ListOrder::kNewestFirst : list.order;
}

Selection select_all(Family& family, Slice part, ListOrder order) {
  const std::size_t total = family.history->size();
  const auto* shuffled = order == ListOrder::kNone ? &family.shuffled.of(total) : nullptr;
  Selection selection = {{}, total};
  for (std::size_t i = part.begin; i < part.end; ++i) {
    const std::size_t ordered = order == ListOrder::kNewestFirst ? total - 1 - i : i;
    selection.page.push_back(shuffled != nullptr ? (*shuffled)[i] : ordered);
  }
  return selection;
}

void sort(std::vector<std::size_t>& indices, ListOrder order) {
  if (order == ListOrder::kNewestFirst) std::reverse(indices.begin(), indices.end());
  if (order == ListOrder::kNone)
    std::sort(indices.begin(), indices.end(), ShuffledOrder::is_before);
}

Selection select_in_progress(Family& family, const ListQuery& query, std::size_t limit,
                             ListOrder order, Time now) {
  std::vector<std::size_t> indices = family.history->in_progress(now);
  sort(indices, order);
  const Slice part = slice(query.skip, limit, indices.size());
  const auto at = [&](std::size_t i) { return indices.begin() + static_cast<std::ptrdiff_t>(i); };
  return {{at(part.begin), at(part.end)}, indices.size()};
}

Selection select(Family& family, const ListQuery& query, std::size_t limit, Time now) {
  const ListOrder order = order_of(family.list, query);
  if (query.has(kOnlyInProgress) && !family.list.filters_ignored)
    return select_in_progress(family, query, limit, order, now);
  return select_all(family, slice(query.skip, limit, family.history->size()), order);
}

std::size_t limit_of(const ListBehaviour& list, const ListQuery& query, std::size_t size) {
  if (list.limit_ignored) return size;
  return std::min(query.limit, list.limit_cap.value_or(query.limit));
}

std::optional<std::int64_t> shown_total(const ListBehaviour& list, std::size_t total) {
  if (list.total_absent) return std::nullopt;
  if (list.total_fixed) return list.total_fixed;
  return std::llround(static_cast<double>(total) * list.total_factor);
}

std::string entries(const Family& family, const std::vector<std::size_t>& page, Time now) {
  const auto detail = family.list.without_detailed_status ? Detail::kBrief : Detail::kFull;
  std::string joined;
  for (const std::size_t index : page) {
    if (!joined.empty()) joined += ',';
    joined += body_at(family.history->at(index), now, detail);
  }
  return joined;
}

}  // namespace

Response run_list(Family& family, const ListQuery& query, Time now) {
  const ListBehaviour& list = family.list;
  if (query.has(kSortNewestFirst) && list.sort == SortEffect::kRefused) return error_response(400);
  if (family.history->size() > 0) family.history->grow(list.growth, now);
  const std::size_t limit = limit_of(list, query, family.history->size());
  const Selection selection = select(family, query, limit, now);
  return {200,
          {},
          to_json(ListEnvelope{.skip = query.skip,
                               .limit = limit,
                               .total = shown_total(list, selection.total),
                               .resources = entries(family, selection.page, now),
                               .null_when_empty = list.null_when_empty})};
}

}  // namespace cckm::test
