// SPDX-License-Identifier: Apache-2.0
// The page that Prometheus scrapes: begins a scrape, waits until its deadline and renders the page.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/metrics/page.h"
#include "exporter/scrape/scrape.h"
#include "exporter/web/http.h"
#include "exporter/web/page_cache.h"

namespace cckm {

class ScrapePage {
 public:
  struct Options {
    std::chrono::milliseconds timeout_offset{};  // subtracted from the timeout in the header
    std::size_t max_requests = 0;                // concurrent scrapes; further ones are rejected
    OnRegionLoss on_region_loss = nullptr;       // thread-safe
    // Called at each scrape with true if every manager has a worker. Called concurrently.
    std::function<void(bool)> on_workers = [](bool) {};
  };

  // Fleets and metrics must outlive the page. A scrape uses the fleet that is current when it
  // begins.
  ScrapePage(const Fleets& fleets, ExporterMetrics& metrics, Options options);

  // Returns status 200 with all that was read until the deadline, in the format and the encoding
  // that the request prefers. Returns 503 if too many scrapes
  // are in progress or a manager has no worker. Thread-safe.
  asio::awaitable<Response> respond(const Request& request);

 private:
  asio::awaitable<Response> scrape(const Request& request);
  std::string render(const Reports& reports, PageCache::Form form, const Fleet& fleet) const;
  Window window(const Request& request, const ScrapeTimeouts& timeouts) const;

  const Fleets& fleets_;
  ExporterMetrics& metrics_;
  const Options options_;
  std::atomic<std::size_t> in_flight_ = 0;
  PageCache cache_;
};

}  // namespace cckm
