# SPDX-License-Identifier: Apache-2.0
# gnuplot -c plots.gp SCRAPES FOLDER: draws the figures of scrapes.tsv as SVG into the folder.
set terminal svg size 800,480 font "sans-serif,13" background "white"
set datafile separator "\t"
set datafile columnheaders
set logscale xy
set grid
set key outside right top title "latency" left
set xlabel "jobs, read by id"
set format x "%.0f"
set xrange [0.8:12500]
set ytics (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
set autoscale yfix
set offsets 0, 0, graph 0.08, graph 0.08

latencies = "0 20 100"
colours = "#0072b2 #d55e00 #009e73"

# The number of jobs if the row belongs to the line, else no point.
jobs(scheme, latency) = strcol("read by") eq "id" && strcol("CM") eq scheme && \
  column("latency, ms") == latency ? column("jobs") : NaN

draw(name, column_name, label) = sprintf( \
  "set output '%s/%s.svg'; set ylabel '%s'; \
  plot for [i = 1:3] ARG1 using (jobs('HTTPS', word(latencies, i) + 0)):(column('%s')) \
    with linespoints lc rgb word(colours, i) pt 7 ps 0.6 lw 2 title word(latencies, i).' ms, HTTPS', \
  for [i = 1:3] ARG1 using (jobs('HTTP', word(latencies, i) + 0)):(column('%s')) \
    with linespoints lc rgb word(colours, i) pt 6 ps 0.6 lw 1 dt 2 title word(latencies, i).' ms, HTTP'", \
  ARG2, name, label, column_name, column_name)

eval draw("time_over_floor", "over the floor", "time of a warm scrape over the floor (1: as fast)")
eval draw("processor_time", "processor time a job, us", "processor time a job in a warm scrape, us")
eval draw("private_memory", "private memory, MiB", "private memory at its peak, MiB")
