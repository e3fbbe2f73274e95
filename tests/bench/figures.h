// SPDX-License-Identifier: Apache-2.0
// Measures what the exporter promises when CM or clients misbehave, and over a long time. Each
// function prints its rows.
#pragma once

#include "tests/bench/measure.h"

namespace cckm::test {

// Measures the delay of a page after its deadline, when CM stalls at each stage.
void measure_stalls(Table& table);

// Measures scrapes through firewalls that forget idle connections.
void measure_forgetful_firewalls(Table& table);

// Measures scrapes beside a thousand idle or slow clients.
void measure_slow_clients(Table& table);

// Measures scrapes over an open connection beside a flood of TLS handshakes.
void measure_handshakes(Table& table);

// Measures memory when CM's responses are endless.
void measure_large_responses(Table& table);

// Measures the exit after SIGTERM at random moments.
void measure_stopping(Table& table);

// Measures a hundred reloads a second under scrapes, with TLS.
void measure_reloads(Table& table);

// Measures a hundred scrapers at once.
void measure_storm(Table& table);

// Measures wake-ups without scrapes, and memory over 100,000 scrapes.
void measure_endurance(Table& table);

}  // namespace cckm::test
