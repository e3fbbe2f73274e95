// SPDX-License-Identifier: Apache-2.0
// Routes requests to the token endpoint and the jobs. Checks the token before the job, as CM does.
#include "tests/simulator/appliance.h"

#include <algorithm>
#include <utility>

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

}  // namespace

Appliance::Appliance(TokenTerms terms, std::size_t extra_jobs, Clock clock, Clock date)
    : tokens(std::move(terms), clock), jobs(extra_jobs, std::move(clock)), date_(std::move(date)) {}

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
  if (call->kind == CallKind::kJob) ++stats_.job_requests;
  if (call->kind == CallKind::kList) ++stats_.list_requests;
  return faults.take(*call);
}

Message Appliance::respond(const Request& request, const Fault& fault, bool keep_alive) {
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
  if (call->kind == CallKind::kJob) return job_response(request, *call);
  if (call->kind == CallKind::kList) return list_response(request, *call);
  const Response response = tokens.respond(request.body);
  return response.status == 400 ? unexpected(request, 400) : response;
}

Response Appliance::job_response(const Request& request, const Call& call) const {
  if (!tokens.accepts(request.authorization)) return error_response(401);
  const std::optional<std::string> body = jobs.body(*call.endpoint, call.job_id);
  return body ? Response{200, {}, *body} : error_response(404);
}

Response Appliance::list_response(const Request& request, const Call& call) {
  if (!tokens.accepts(request.authorization)) return error_response(401);
  const std::optional<Paging> paging = parse_paging(call.query);
  if (!paging) return unexpected(request, 400);
  return {200, {}, jobs.page(*call.endpoint, *paging)};
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
