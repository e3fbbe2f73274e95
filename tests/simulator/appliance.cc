// SPDX-License-Identifier: Apache-2.0
// Routes requests to the token endpoint, the jobs and the lists. Checks the token first, as CM
// does.
#include "tests/simulator/appliance.h"

#include <algorithm>
#include <span>
#include <utility>

#include "tests/simulator/run_list.h"

namespace cckm::test {
namespace {

constexpr std::size_t kUnexpectedKept = 20;

// Returns the first 200 bytes of a peer's text. Unprintable characters are replaced.
std::string printable(std::string_view text) {
  std::string shown(text.substr(0, 200));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

std::span<const std::string_view> conditions_of(CallKind kind) {
  if (kind == CallKind::kList) return kRunConditions;
  if (kind == CallKind::kSchedules) return kScheduleConditions;
  return {};
}

}  // namespace

Appliance::Appliance(TokenTerms terms, std::size_t extra_jobs, Clock clock, Clock date)
    : tokens(std::move(terms), clock),
      jobs(extra_jobs, clock),
      clock_(std::move(clock)),
      date_(std::move(date)) {}

Appliance::InFlight::InFlight(Appliance& appliance) : appliance_(appliance) {
  ++appliance_.in_flight_;
  appliance_.stats_.max_in_flight =
      std::max(appliance_.stats_.max_in_flight, appliance_.in_flight_);
}

Fault Appliance::admit_connection() {
  ++stats_.connections;
  return faults.take_handshake();
}

Fault Appliance::admit(const Request& request) {
  ++stats_.requests;
  const std::optional<Call> call = recognise(request);
  if (!call) return {};
  count(*call);
  return faults.take(*call);
}

void Appliance::count(const Call& call) {
  if (call.kind == CallKind::kJob) ++stats_.job_requests;
  if (call.kind == CallKind::kList) ++stats_.list_requests;
  if (call.kind == CallKind::kContainers) ++stats_.container_requests;
  if (call.kind == CallKind::kSchedules) ++stats_.schedule_requests;
}

Message Appliance::respond(const Request& request, const Fault& fault, bool keep_alive) {
  advance();
  const Response response = distort(plain_response(request), fault);
  if (response.status == 401 && request.method == "POST") ++stats_.refused_logins;
  return compose(response, fault, keep_alive, date_());
}

Message Appliance::reject_garbage() {
  ++stats_.requests;
  return compose(unexpected({.method = "not HTTP", .target = ""}, 400), {}, false, date_());
}

Response Appliance::plain_response(const Request& request) {
  const std::optional<Call> call = recognise(request);
  if (!call) return unexpected(request, refusal_status(request));
  return call->kind == CallKind::kToken ? login_response(request) : read_response(request, *call);
}

Response Appliance::login_response(const Request& request) {
  const Response response = tokens.respond(request.body);
  return response.status == 400 ? unexpected(request, 400) : response;
}

Response Appliance::read_response(const Request& request, const Call& call) {
  if (!tokens.accepts(request.authorization)) return error_response(401);
  return call.kind == CallKind::kJob ? job_response(call) : list_response(request, call);
}

Response Appliance::job_response(const Call& call) {
  const Family& family = families.of(*call.endpoint);
  if (const auto status = refusal_of(family.offer)) return error_response(*status);
  if (family.offer == Offer::kEmpty) return error_response(404);
  if (family.history)
    if (const auto run = family.history->find(call.job_id)) return {200, {}, body_at(*run, now())};
  const std::optional<std::string> body = jobs.body(*call.endpoint, call.job_id);
  return body ? Response{200, {}, *body} : error_response(404);
}

Response Appliance::list_response(const Request& request, const Call& call) {
  const std::optional<ListQuery> query = parse_list_query(call.query, conditions_of(call.kind));
  if (!query) return unexpected(request, 400);
  if (call.kind == CallKind::kContainers)
    return container_list(containers.at(call.containers), *query);
  if (call.kind == CallKind::kSchedules) return scheduler.list(*query);
  return runs_response(*call.endpoint, *query);
}

Response Appliance::runs_response(const Endpoint& endpoint, const ListQuery& query) {
  Family& family = families.of(endpoint);
  if (const auto status = refusal_of(family.offer)) return error_response(*status);
  if (family.offer == Offer::kOffered && family.history) return run_list(family, query, now());
  Family shown = {.list = family.list};
  shown.history = family.offer == Offer::kEmpty ? RunHistory() : jobs.history(endpoint);
  return run_list(shown, query, now());
}

Response Appliance::unexpected(const Request& request, unsigned status) {
  ++stats_.unexpected_requests;
  if (stats_.unexpected.size() < kUnexpectedKept)
    stats_.unexpected.push_back(printable(request.method) + " " + printable(request.target));
  return error_response(status);
}

Stats Appliance::stats() const {
  Stats stats = stats_;
  stats.token_requests = tokens.counts();
  return stats;
}

}  // namespace cckm::test
