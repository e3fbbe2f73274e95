// SPDX-License-Identifier: Apache-2.0
// Compares exporter/model/cron with Go's robfig/cron, on random expressions and times. It is the
// reference because CM uses it.
//
//	main.go -count N -seed S -program P   compares, with the program that cron_oracle.cc builds
//	main.go -count N -seed S              prints expression, time and next instant, one line each
//
// Times are seconds since 1970. A byte of an expression that is not printable, or is a backslash, is
// written as \xHH.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron"
)

var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// A question is an expression and a time.
type question struct {
	expression string
	time       time.Time
}

// parse returns nil for an invalid expression. An expression of five fields has no time zone, but
// the library accepts one before them, and panics if nothing follows it.
func parse(expression string) cron.Schedule {
	if strings.HasPrefix(expression, "TZ=") || strings.HasPrefix(expression, "CRON_TZ=") {
		return nil
	}
	schedule, err := parser.Parse(expression)
	if err != nil {
		return nil
	}
	return schedule
}

// next returns the library's result: "invalid", "-" or seconds.
func (q question) next() string {
	schedule := parse(q.expression)
	if schedule == nil {
		return "invalid"
	}
	instant := schedule.Next(q.time)
	if instant.IsZero() {
		return "-"
	}
	return strconv.FormatInt(instant.Unix(), 10)
}

// isLast returns true if `last` is the last instant that is not after the time of the question. The
// library has no such function. It finds no instant after more than five years, so an older one
// cannot be checked.
func (q question) isLast(last string) bool {
	schedule := parse(q.expression)
	before := q.time.AddDate(-5, 0, 0)
	if last != "-" {
		seconds, err := strconv.ParseInt(last, 10, 64)
		before = time.Unix(seconds, 0).UTC()
		if err != nil || before.After(q.time) || !schedule.Next(before.Add(-time.Second)).Equal(before) {
			return false
		}
	}
	after := schedule.Next(before)
	return after.IsZero() || after.After(q.time)
}

// matches compares a line of our program with the library.
func (q question) matches(line string) bool {
	fields := strings.Split(line, "\t")
	if fields[0] != q.next() {
		return false
	}
	return fields[0] == "invalid" || len(fields) == 2 && q.isLast(fields[1])
}

// String returns the question as one line, without its end.
func (q question) String() string {
	var text strings.Builder
	for _, b := range []byte(q.expression) {
		if b < ' ' || b > '~' || b == '\\' {
			fmt.Fprintf(&text, "\\x%02x", b)
		} else {
			text.WriteByte(b)
		}
	}
	return text.String() + "\t" + strconv.FormatInt(q.time.Unix(), 10)
}

// start runs our program, which reads the questions, and returns its output.
func start(program string, questions []question) (*exec.Cmd, *bufio.Scanner) {
	command := exec.Command(program)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		log.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := command.Start(); err != nil {
		log.Fatal(err)
	}
	go func() {
		defer input.Close()
		buffer := bufio.NewWriter(input)
		defer buffer.Flush()
		for _, q := range questions {
			fmt.Fprintln(buffer, q)
		}
	}()
	return command, bufio.NewScanner(output)
}

// tally counts the results of a comparison.
type tally struct {
	valid, never, different int
}

func (t *tally) add(q question, line string) {
	const mostShown = 20
	if line != "invalid" {
		t.valid++
	}
	if strings.HasPrefix(line, "-\t") {
		t.never++
	}
	if q.matches(line) {
		return
	}
	t.different++
	if t.different <= mostShown {
		fmt.Printf("DIFFERENT: %v: robfig/cron %s, exporter %s (next, last)\n", q, q.next(), line)
	}
}

// compare returns true if our program agrees with the library on all questions.
func compare(program string, questions []question, seed int64) bool {
	command, lines := start(program, questions)
	var results tally
	for _, q := range questions {
		if !lines.Scan() {
			log.Fatalf("%s ended early, at %v", program, q)
		}
		results.add(q, lines.Text())
	}
	if err := command.Wait(); err != nil {
		log.Fatalf("%s: %v", program, err)
	}
	fmt.Printf("cron oracle, seed %d: %d of %d expressions agree with robfig/cron (%d valid, %d without a next instant)\n",
		seed, len(questions)-results.different, len(questions), results.valid, results.never)
	return results.different == 0
}

func write(output io.Writer, questions []question) {
	buffer := bufio.NewWriter(output)
	defer buffer.Flush()
	for _, q := range questions {
		fmt.Fprintf(buffer, "%v\t%s\n", q, q.next())
	}
}

func main() {
	count := flag.Int("count", 1000000, "how many expressions")
	seed := flag.Int64("seed", time.Now().UnixNano()%1000000, "the seed that draws them")
	program := flag.String("program", "", "our program; without it, print the expected results")
	flag.Parse()
	random := rand.New(rand.NewSource(*seed))
	questions := make([]question, *count)
	for i := range questions {
		questions[i] = question{randomExpression(random), randomTime(random)}
	}
	if *program == "" {
		write(os.Stdout, questions)
	} else if !compare(*program, questions, *seed) {
		os.Exit(1)
	}
}
