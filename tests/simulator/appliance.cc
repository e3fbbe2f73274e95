// SPDX-License-Identifier: Apache-2.0
// Who answers what. The order of checks is CM's: first the token, then the job.
#include "tests/simulator/appliance.h"

#include <algorithm>
#include <utility>

namespace cckm::test {
namespace {

constexpr std::size_t kUnexpectedKept = 20;

// The start of a peer's text with everything unprintable replaced.
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

Message Appliance::answer(const Request& request, const Fault& fault, bool keep_alive) {
  const Answer answer = distort(plain_answer(request), fault);
  if (answer.status == 401 && request.method == "POST") ++stats_.refused_logins;
  return compose(answer, fault, keep_alive, date_());
}

Message Appliance::answer_garbage() {
  ++stats_.requests;
  return compose(unexpected({.method = "not HTTP", .target = ""}, 400), {}, false, date_());
}

Answer Appliance::plain_answer(const Request& request) {
  const std::optional<Call> call = recognise(request);
  if (!call) return unexpected(request, refusal_status(request));
  if (call->kind == CallKind::kJob) return job_answer(request, *call);
  if (call->kind == CallKind::kList) return list_answer(request, *call);
  const Answer answer = tokens.answer(request.body);
  return answer.status == 400 ? unexpected(request, 400) : answer;
}

Answer Appliance::job_answer(const Request& request, const Call& call) const {
  if (!tokens.accepts(request.authorization)) return error_answer(401);
  const std::optional<std::string> body = jobs.body(*call.endpoint, call.job_id);
  return body ? Answer{200, {}, *body} : error_answer(404);
}

Answer Appliance::list_answer(const Request& request, const Call& call) {
  if (!tokens.accepts(request.authorization)) return error_answer(401);
  const std::optional<Paging> paging = parse_paging(call.query);
  if (!paging) return unexpected(request, 400);
  return {200, {}, jobs.page(*call.endpoint, *paging)};
}

Answer Appliance::unexpected(const Request& request, unsigned status) {
  ++stats_.unexpected_requests;
  if (stats_.unexpected.size() < kUnexpectedKept)
    stats_.unexpected.push_back(printable(request.method) + " " + printable(request.target));
  return error_answer(status);
}

Stats Appliance::stats() const {
  Stats stats = stats_;
  stats.token_requests = tokens.counts();
  return stats;
}

}  // namespace cckm::test
