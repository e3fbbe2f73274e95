# SPDX-License-Identifier: Apache-2.0
# Renders RUNBOOKS.md: cmake -D CMARK=<cmark-gfm> -D MARKDOWN=<file> -D OUT=<file.html> -P render_runbooks.cmake
# cmark-gfm gives headings no ids, so they are added here, as GitHub makes them: the links of the
# document and `runbook_url` name them. Links to other files lead nowhere on the exporter and become
# text. A wide table scrolls in a box of its own.
execute_process(COMMAND "${CMARK}" --extension table --to html "${MARKDOWN}"
  OUTPUT_VARIABLE html COMMAND_ERROR_IS_FATAL ANY)

string(REGEX REPLACE "<a href=\"[^#\"][^\"]*\">([^<]*(<code>[^<]*</code>)?[^<]*)</a>" "\\1" html "${html}")

string(REGEX MATCHALL "<h[1-6]>[^\n]*</h[1-6]>" headings "${html}")
set(contents "")
foreach(heading IN LISTS headings)
  string(REGEX REPLACE "<h([1-6])>(.*)</h[1-6]>" "\\1" level "${heading}")
  string(REGEX REPLACE "<[^>]*>" "" text "${heading}")
  string(TOLOWER "${text}" id)
  string(REGEX REPLACE "[^a-z0-9 _-]" "" id "${id}")
  string(REPLACE " " "-" id "${id}")
  string(REPLACE "${heading}" "<h${level} id=\"${id}\">${text}</h${level}>" html "${html}")
  if(level EQUAL 2)
    string(APPEND contents "<li><a href=\"#${id}\">${text}</a></li>\n")
  endif()
endforeach()

string(REPLACE "</h1>\n" "</h1>\n<details><summary>All sections</summary><ul class=\"contents\">\n${contents}</ul></details>\n" html "${html}")
string(REPLACE "<table>" "<div class=\"scroll\" tabindex=\"0\"><table>" html "${html}")
string(REPLACE "</table>" "</table></div>" html "${html}")
string(REPLACE "<pre>" "<pre tabindex=\"0\">" html "${html}")
string(REPLACE "<th></th>" "<td></td>" html "${html}")
file(WRITE "${OUT}" "${html}")
