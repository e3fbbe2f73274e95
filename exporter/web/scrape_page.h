// SPDX-License-Identifier: Apache-2.0
// The page that Prometheus scrapes: a scrape is begun, awaited until its deadline, and rendered.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/metrics/page.h"
#include "exporter/scrape/scrape.h"
#include "exporter/web/http.h"
#include "exporter/web/rendered_page.h"

namespace cckm {

class ScrapePage {
 public:
  struct Options {
    std::chrono::milliseconds scrape_timeout{9500};  // of a scrape that brings no header
    std::chrono::milliseconds timeout_offset{500};   // kept back from the header's time
    std::size_t max_requests = 40;                   // scrapes in flight; more are turned away
    RegionLimits regions;
    OnRegionLoss on_region_loss = nullptr;  // thread-safe
  };

  // The collectors and the metrics must outlive the page.
  ScrapePage(const std::vector<std::unique_ptr<Collector>>& collectors, ExporterMetrics& metrics,
             const Options& options);

  // Always 200 with what is known, but 503 when too many scrapes are in flight. Thread-safe.
  asio::awaitable<Response> answer(const Request& request);

 private:
  asio::awaitable<Response> scrape(const Request& request);
  Window window(const Request& request) const;

  const std::vector<std::unique_ptr<Collector>>& collectors_;
  ExporterMetrics& metrics_;
  const Options options_;
  std::atomic<std::size_t> in_flight_ = 0;
  RenderedPage rendered_;
};

}  // namespace cckm
