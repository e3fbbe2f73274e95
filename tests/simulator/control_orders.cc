// SPDX-License-Identifier: Apache-2.0
// Reads an order as a whole, then finds its object, then changes it.
#include "tests/simulator/control_orders.h"

#include <optional>
#include <string>

#include "tests/simulator/json_reader.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

Response done(bool is_found) {
  return is_found ? Response{200, {}, "{}"} : error_response(404);
}

// Returns the order in the body, or empty if it is none.
template <typename Order>
std::optional<Order> parse_order(std::string_view body, const Readers<Order>& readers) {
  try {
    Order order;
    read_members(json::parse(body), readers, order);
    return order;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

template <typename Number>
Number number_of(const json::value& value) {
  return value.to_number<Number>();
}

const Readers<ListBehaviour>& list_readers() {
  using List = ListBehaviour;
  using Value = json::value;
  static const Readers<List> readers = {
      {"order", [](List& l, const Value& v) { l.order = named<ListOrder>(kListOrderNames, v); }},
      {"sort", [](List& l, const Value& v) { l.sort = named<SortEffect>(kSortEffectNames, v); }},
      {"limit_cap", [](List& l, const Value& v) { l.limit_cap = number_of<std::size_t>(v); }},
      {"limit_ignored", [](List& l, const Value& v) { l.limit_ignored = v.as_bool(); }},
      {"filters_ignored", [](List& l, const Value& v) { l.filters_ignored = v.as_bool(); }},
      {"total_absent", [](List& l, const Value& v) { l.total_absent = v.as_bool(); }},
      {"total_fixed", [](List& l, const Value& v) { l.total_fixed = number_of<std::int64_t>(v); }},
      {"total_factor", [](List& l, const Value& v) { l.total_factor = number_of<double>(v); }},
      {"null_when_empty", [](List& l, const Value& v) { l.null_when_empty = v.as_bool(); }},
      {"without_detailed_status",
       [](List& l, const Value& v) { l.without_detailed_status = v.as_bool(); }},
      {"growth", [](List& l, const Value& v) { l.growth = number_of<std::size_t>(v); }},
  };
  return readers;
}

struct FamilyOrder {
  std::string cloud = "aws";
  std::string resource = "keys";
  std::optional<Offer> offer;
  std::optional<ListBehaviour> list;
  std::optional<std::size_t> runs;
  std::size_t containers = 1;
};

ListBehaviour list_of(const json::value& value) {
  ListBehaviour list;
  read_members(value, list_readers(), list);
  return list;
}

const Readers<FamilyOrder>& family_readers() {
  using Order = FamilyOrder;
  using Value = json::value;
  static const Readers<Order> readers = {
      {"cloud", [](Order& o, const Value& v) { o.cloud = text_of(v); }},
      {"resource", [](Order& o, const Value& v) { o.resource = text_of(v); }},
      {"offer", [](Order& o, const Value& v) { o.offer = named<Offer>(kOfferNames, v); }},
      {"list", [](Order& o, const Value& v) { o.list = list_of(v); }},
      {"runs", [](Order& o, const Value& v) { o.runs = number_of<std::size_t>(v); }},
      {"containers", [](Order& o, const Value& v) { o.containers = number_of<std::size_t>(v); }},
  };
  return readers;
}

struct ContainersOrder {
  std::string list;
  std::optional<Offer> offer;
  std::optional<std::size_t> count;
};

const Readers<ContainersOrder>& containers_readers() {
  using Order = ContainersOrder;
  using Value = json::value;
  static const Readers<Order> readers = {
      {"list", [](Order& o, const Value& v) { o.list = text_of(v); }},
      {"offer", [](Order& o, const Value& v) { o.offer = named<Offer>(kOfferNames, v); }},
      {"count", [](Order& o, const Value& v) { o.count = number_of<std::size_t>(v); }},
  };
  return readers;
}

const Readers<SchedulerBehaviour>& scheduler_readers() {
  using Behaviour = SchedulerBehaviour;
  using Value = json::value;
  static const Readers<Behaviour> readers = {
      {"offer", [](Behaviour& b, const Value& v) { b.offer = named<Offer>(kOfferNames, v); }},
      {"filters_ignored", [](Behaviour& b, const Value& v) { b.filters_ignored = v.as_bool(); }},
      {"parameters", [](Behaviour& b, const Value& v) { b.parameters = text_of(v); }},
  };
  return readers;
}

struct ScheduleOrder {
  std::string name;
  std::size_t runs = Scheduler::kAll;
  std::string region;
  std::string text = "AccessDeniedException: not authorized to perform kms:ListKeys";
};

const Readers<ScheduleOrder>& schedule_readers() {
  using Order = ScheduleOrder;
  using Value = json::value;
  static const Readers<Order> readers = {
      {"name", [](Order& o, const Value& v) { o.name = text_of(v); }},
      {"runs", [](Order& o, const Value& v) { o.runs = number_of<std::size_t>(v); }},
      {"region", [](Order& o, const Value& v) { o.region = text_of(v); }},
      {"text", [](Order& o, const Value& v) { o.text = text_of(v); }},
  };
  return readers;
}

// Executes an order for one schedule. `change` returns false if there is no such schedule.
template <typename Change>
Response change_schedule(std::string_view body, Change change) {
  const auto order = parse_order(body, schedule_readers());
  return order ? done(change(*order)) : error_response(400, "The body is not an order.");
}

}  // namespace

Response change_family(Appliance& appliance, std::string_view body) {
  const auto order = parse_order(body, family_readers());
  if (!order) return error_response(400, "The body is not an order for a family.");
  const Endpoint* endpoint = find_endpoint(order->cloud, order->resource);
  if (endpoint == nullptr) return done(false);
  Family& family = appliance.families.of(*endpoint);
  if (order->offer) family.offer = *order->offer;
  if (order->list) family.list = *order->list;
  if (order->runs)
    family.history =
        RunHistory(numbered_runs(*endpoint, *order->runs, order->containers, appliance.now()));
  return done(true);
}

Response change_containers(Appliance& appliance, std::string_view body) {
  const auto order = parse_order(body, containers_readers());
  if (!order) return error_response(400, "The body is not an order for key containers.");
  ContainerList* list = appliance.containers.find(order->list);
  if (list == nullptr) return done(false);
  if (order->offer) list->offer = *order->offer;
  if (order->count) list->containers = numbered_containers(*order->count);
  return done(true);
}

Response change_scheduler(Appliance& appliance, std::string_view body) {
  const auto behaviour = parse_order(body, scheduler_readers());
  if (!behaviour) return error_response(400, "The body is not an order for the scheduler.");
  appliance.scheduler.behaviour = *behaviour;
  return done(true);
}

Response hold_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(body, [&](const ScheduleOrder& order) {
    return appliance.scheduler.hold(order.name, order.runs);
  });
}

Response release_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(body, [&](const ScheduleOrder& order) {
    return appliance.scheduler.release(order.name, appliance.now());
  });
}

Response disable_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(body, [&](const ScheduleOrder& order) {
    return appliance.scheduler.set_disabled(order.name, true);
  });
}

Response enable_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(body, [&](const ScheduleOrder& order) {
    return appliance.scheduler.set_disabled(order.name, false);
  });
}

Response hang_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(
      body, [&](const ScheduleOrder& order) { return appliance.scheduler.hang_next(order.name); });
}

Response fail_schedule(Appliance& appliance, std::string_view body) {
  return change_schedule(body, [&](const ScheduleOrder& order) {
    return appliance.scheduler.fail_next(order.name, order.region, order.text);
  });
}

}  // namespace cckm::test
