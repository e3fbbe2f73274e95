// SPDX-License-Identifier: Apache-2.0
// The page that Prometheus scrapes: a scrape is begun, awaited until its deadline, and rendered.
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
    std::chrono::milliseconds timeout_offset{};  // kept back from the header's time
    std::size_t max_requests = 0;                // scrapes in flight; more are turned away
    OnRegionLoss on_region_loss = nullptr;       // thread-safe
    // Told at each scrape whether every manager has a worker; from several threads at once.
    std::function<void(bool)> on_workers = [](bool) {};
  };

  // The fleets and the metrics must outlive the page. A scrape ends with the fleet that is current
  // when it begins.
  ScrapePage(const Fleets& fleets, ExporterMetrics& metrics, Options options);

  // Always 200 with what is known, but 503 when too many scrapes are in flight or a manager has no
  // thread to be read by. Thread-safe.
  asio::awaitable<Response> answer(const Request& request);

 private:
  asio::awaitable<Response> scrape(const Request& request);
  Window window(const Request& request, std::chrono::milliseconds longest) const;

  const Fleets& fleets_;
  ExporterMetrics& metrics_;
  const Options options_;
  std::atomic<std::size_t> in_flight_ = 0;
  PageCache rendered_;
};

}  // namespace cckm
