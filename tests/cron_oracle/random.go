// SPDX-License-Identifier: Apache-2.0
// Draws cron expressions, most of them valid, and times.
package main

import (
	"math/rand"
	"strconv"
	"strings"
	"time"
)

// A field is the range of a field and its names. The first name is that of low.
type field struct {
	low, high int
	names     []string
}

var fields = []field{
	{0, 59, nil},
	{0, 23, nil},
	{1, 31, nil},
	{1, 12, strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
	{0, 6, strings.Fields("sun mon tue wed thu fri sat")},
}

// Expressions that random drawing would seldom find.
var special = []string{
	"", " ", "@daily", "@every 1h", "TZ=UTC 0 0 * * *", "CRON_TZ=UTC 0 0 * * *", "TZ=UTC", "TZ=",
	"TZ=UTC 0 * * *", "0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 29 2 *", "0 0 29 2 mon", "59 23 31 12 *",
	"0 0 1 1 *", "* * * * *", "? ? ? ? ?", "0 0 , * mon", "0 0 , * *", "0 0 * , *", "0 , * * *",
	"0 0 1 * 0-6", "0 0 1 * */1", "0 0 1 * */2", "0 0 */1 * mon", "0 0 */2 * mon", "0 0 29 2 ?/1",
	"0 0 * * fr\u0130", "0 0 * * FR\u0130", "*-5 *-x-y ?-/2 */* *", "0 0 1 1 7", "0 0 0 * *",
	"9223372036854775807 0 * * *", "*/9223372036854775807 */9223372036854775808 * * *",
	"*/9223372036854775807 0 * * *", "*/18446744073709551616 0 * * *", "0\u00a00\u2003* *\u3000*",
	"0\xa00 * * *", "0 0 * *\x85*", "+0 +0 +1 +1 +0", "00 00 01 01 00", "0x1 0 * * *", "1_0 0 * * *",
	"-0 0 * * *", "*/-0 0 * * *", "*/+5 0 * * *", "*/0 0 * * *", "5- 0 * * *", "-5 0 * * *",
	"1-2-3 0 * * *", "1/2/3 0 * * *", "/5 0 * * *", "5/ 0 * * *", "0 0 * jan-mar/2 mon-fri", "0 0 L * *",
	"0 0 15W * *", "0 0 * * 5#3", "0 0 * * * *", "0 0 * *", "0 0 29-31 feb ?",
}

// Bytes and characters that matter to a parser.
var telling = []string{
	"*", "?", "/", "-", ",", "+", "0", "1", "2", "7", "9", " ", "\t", "\n", "\r", "\v", "\f", "\x00", "\\",
	"a", "J", "m", "u", "N", "L", "W", "#", "@", "_", "x", ".", "\u0130", "\u0131", "\u212a", "\u00a0",
	"\u0085", "\u1680", "\u2009", "\u2028", "\u202f", "\u205f", "\u3000", "\u200b", "\u0660", "\xa0", "\xff",
	"\xe2\x80", "\xc2",
}

func pick(random *rand.Rand, texts []string) string {
	return texts[random.Intn(len(texts))]
}

// randomCase changes letters to capitals, in one text of three.
func randomCase(random *rand.Rand, text string) string {
	if random.Intn(3) != 0 {
		return text
	}
	letters := []byte(text)
	for i := range letters {
		if random.Intn(2) == 0 {
			letters[i] -= 'a' - 'A'
		}
	}
	return string(letters)
}

// value returns a value of the field as a number or a name. One of 100 is outside its range.
func (f field) value(random *rand.Rand) (int, string) {
	value := f.low + random.Intn(f.high-f.low+1)
	if random.Intn(100) == 0 {
		value = f.low - 1 + random.Intn(2)*(f.high-f.low+2)
	}
	if i := value - f.low; i >= 0 && i < len(f.names) && random.Intn(2) == 0 {
		return value, randomCase(random, f.names[i])
	}
	text := strconv.Itoa(value)
	switch random.Intn(50) {
	case 0:
		text = "0" + text
	case 1:
		text = "+" + text
	}
	return value, text
}

// interval returns a range. One of 30 is reversed.
func (f field) interval(random *rand.Rand) string {
	a, low := f.value(random)
	b, high := f.value(random)
	if (a > b) != (random.Intn(30) == 0) {
		low, high = high, low
	}
	return low + "-" + high
}

func (f field) step(random *rand.Rand) string {
	if random.Intn(20) == 0 {
		return pick(random, []string{"/0", "/", "/+3", "/007", "/100", "/9223372036854775807"})
	}
	return "/" + strconv.Itoa(1+random.Intn(f.high))
}

func star(random *rand.Rand) string {
	if random.Intn(4) == 0 {
		return "?"
	}
	return "*"
}

// element returns an element of a list.
func (f field) element(random *rand.Rand) string {
	_, value := f.value(random)
	switch random.Intn(10) {
	case 0:
		return star(random) + f.step(random)
	case 1:
		return value + f.step(random)
	case 2:
		return f.interval(random) + f.step(random)
	case 3, 4:
		return f.interval(random)
	}
	return value
}

func (f field) list(random *rand.Rand) string {
	elements := make([]string, 1+random.Intn(4))
	for i := range elements {
		elements[i] = f.element(random)
		if random.Intn(30) == 0 {
			elements[i] = star(random)
		}
	}
	if random.Intn(20) == 0 {
		elements = append(elements, "")
	}
	return strings.Join(elements, ",")
}

func (f field) random(random *rand.Rand) string {
	switch random.Intn(10) {
	case 0, 1, 2:
		return star(random)
	case 3:
		return star(random) + f.step(random)
	case 4, 5:
		return f.list(random)
	}
	return f.element(random)
}

// mutated inserts, removes or replaces one byte or character.
func mutated(random *rand.Rand, text string) string {
	at := random.Intn(len(text) + 1)
	rest := text[at:]
	if rest != "" && random.Intn(2) == 0 {
		rest = rest[1:]
	}
	inserted := ""
	if random.Intn(3) != 0 {
		inserted = pick(random, telling)
	}
	return text[:at] + inserted + rest
}

func randomExpression(random *rand.Rand) string {
	if random.Intn(100) == 0 {
		return pick(random, special)
	}
	if random.Intn(100) == 0 {
		return strconv.Itoa(random.Intn(60)) + " " + strconv.Itoa(random.Intn(24)) + " 29 2 *"
	}
	words := make([]string, 0, len(fields))
	for _, f := range fields {
		words = append(words, f.random(random))
	}
	switch random.Intn(100) {
	case 0:
		words = words[1:]
	case 1:
		words = append(words, "*")
	}
	separator := " "
	if random.Intn(50) == 0 {
		separator = pick(random, []string{"  ", "\t", "\u00a0", " \u2003", "\u3000\n"})
	}
	text := strings.Join(words, separator)
	for random.Intn(5) == 0 {
		text = mutated(random, text)
	}
	return text
}

// randomTime returns a full second of the years 1968 to 2200. Half of the times are near the turn of a
// year, a leap day, the begin of a month or a full minute. Some are near 2100, which has no leap day.
func randomTime(random *rand.Rand) time.Time {
	year := 1970 + random.Intn(230)
	near := time.Duration(random.Intn(7)-3) * time.Second
	switch random.Intn(8) {
	case 0:
		return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Add(near)
	case 1:
		return time.Date(year/4*4, time.February, 28+random.Intn(3), 0, 0, 0, 0, time.UTC).Add(near)
	case 2:
		return time.Date(2095+random.Intn(10), time.Month(1+random.Intn(12)), 1, 0, 0, 0, 0, time.UTC).Add(near)
	}
	begin := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	second := begin.Add(time.Duration(random.Intn(365*24*3600)) * time.Second)
	if random.Intn(4) == 0 {
		return second.Truncate(time.Minute).Add(near)
	}
	return second
}
