// SPDX-License-Identifier: Apache-2.0
// Waits for a scrape without blocking a thread: a timer on the strand of the session expires at the
// deadline, or is cancelled when the collections are finished. seal() then ends those that still
// run.
#include "exporter/web/scrape_page.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

#include "exporter/web/gzip.h"
#include "exporter/web/negotiation.h"
#include "exporter/web/scrape_timeout.h"

namespace cckm {
namespace {

// A page of 1000 jobs fits. Memory that a page does not write to stays virtual.
constexpr std::size_t kReservedBytes = std::size_t{4} << 20;
constexpr std::string_view kTimeoutHeader = "X-Prometheus-Scrape-Timeout-Seconds";

// Counts a scrape until the end of its scope.
class InFlight {
 public:
  explicit InFlight(std::atomic<std::size_t>& count) : count_(count), number_(++count) {}
  ~InFlight() { --count_; }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  std::size_t number() const { return number_; }

 private:
  std::atomic<std::size_t>& count_;
  const std::size_t number_;
};

Response unavailable(std::string_view why) {
  auto response = text_response(http::status::service_unavailable, why);
  response.set(http::field::retry_after, "1");
  return response;
}

asio::io_context& context_of(const asio::any_io_executor& executor) {
  return static_cast<asio::io_context&>(asio::query(executor, asio::execution::context));
}

// Waits until the scrape has finished or its deadline has passed.
asio::awaitable<Reports> reports_of(const Scrape& scrape) {
  const auto executor = co_await asio::this_coro::executor;
  const auto timer = std::make_shared<asio::steady_timer>(executor, scrape.window().end);
  // The strand alone accesses the timer. A worker does not post to the strand itself: if that runs
  // out of memory, the strand never runs again, and the scrape would not even end at its deadline.
  asio::io_context& context = context_of(executor);
  scrape.when_done([&context, executor, timer] {
    asio::post(context,
               [executor, timer] { asio::dispatch(executor, [timer] { timer->cancel(); }); });
  });
  boost::system::error_code ignored;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return scrape.seal();
}

}  // namespace

ScrapePage::ScrapePage(const Fleets& fleets, ExporterMetrics& metrics, Options options)
    : fleets_(fleets), metrics_(metrics), options_(std::move(options)) {}

asio::awaitable<Response> ScrapePage::respond(const Request& request) {
  const InFlight in_flight(in_flight_);
  if (in_flight.number() > options_.max_requests) {
    metrics_.scrape_rejected();
    co_return unavailable("Too many concurrent scrapes.\n");
  }
  co_return co_await scrape(request);
}

asio::awaitable<Response> ScrapePage::scrape(const Request& request) {
  const std::shared_ptr<const Fleet> fleet = fleets_.current();
  const bool has_workers = start_workers(*fleet);
  options_.on_workers(has_workers);
  if (!has_workers)
    co_return unavailable("The exporter cannot start a thread to read a manager.\n");
  const Scrape scrape(*fleet, window(request, fleet->scrape_timeouts));
  if (scrape.joined() > 0) metrics_.scrape_coalesced();
  const Reports reports = co_await reports_of(scrape);
  Response response(http::status::ok, 11);
  const PageCache::Form form{page_format(request[http::field::accept]),
                             accepts_gzip(request[http::field::accept_encoding])};
  response.set(http::field::content_type, kContentTypes[form.format]);
  response.set(http::field::vary, "Accept, Accept-Encoding");
  if (form.compressed) response.set(http::field::content_encoding, "gzip");
  response.body() = cache_.get(reports, form, [&] { return render(reports, form, *fleet); });
  co_return response;
}

// A compressed page is never in memory as a whole text: one of 10,000 jobs has 30 MiB.
std::string ScrapePage::render(const Reports& reports, PageCache::Form form,
                               const Fleet& fleet) const {
  const auto to = [&](const TextSink& sink) {
    render_page(reports, {.per_job = fleet.regions_per_job}, metrics_, sink, form.format,
                options_.on_region_loss);
  };
  if (form.compressed) {
    Gzip gzip;
    to([&gzip](std::string_view piece) { gzip.add(piece); });
    return std::move(gzip).take();
  }
  std::string text;
  text.reserve(kReservedBytes);
  to(append_to(text));
  return text;
}

Window ScrapePage::window(const Request& request, const ScrapeTimeouts& timeouts) const {
  const auto begin = std::chrono::steady_clock::now();
  return {begin,
          begin + scrape_timeout(request[kTimeoutHeader], timeouts, options_.timeout_offset)};
}

}  // namespace cckm
