# SPDX-License-Identifier: Apache-2.0
cckm_test(label SOURCES exposition_parser.cc LIBRARIES cckm_metrics)
cckm_test(job_metrics SOURCES exposition_parser.cc LIBRARIES cckm_metrics)
cckm_test(exporter_metrics SOURCES exposition_parser.cc LIBRARIES cckm_metrics Threads::Threads)
cckm_test(process_metrics LIBRARIES cckm_metrics)

# What we write, Prometheus' own linter must have nothing to say about.
foreach(golden jobs hostile exporter)
  add_test(NAME "promtool: ${golden}.prom"
    COMMAND sh -c "said=$('${PROMTOOL}' check metrics < \"$0\" 2>&1) && test -z \"$said\" || { echo \"$said\"; exit 1; }"
      ${CMAKE_CURRENT_SOURCE_DIR}/testdata/golden/${golden}.prom)
endforeach()
