package console

import (
	"math"
	"strconv"
	"strings"
	"time"

	"sartor/internal/retail"
)

// formatter turns typed numbers into finished strings, by the rules of the
// design: true minus, space before %, thousands comma, range after the figure.
type formatter struct {
	w    *words
	zone *time.Location
	now  time.Time
}

const (
	minus = "−"
	nbsp  = "\u00a0"
)

// count writes 12,480.
func (f formatter) count(n int64) string { return signed(group(strconv.FormatInt(n, 10))) }

// group puts commas between thousands of a plain decimal number.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// signed swaps a hyphen for a true minus.
func signed(s string) string {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return minus + rest
	}
	return s
}

func symbol(c retail.Currency) string {
	switch c {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "USD":
		return "$"
	case "JPY":
		return "¥"
	case "":
		return ""
	}
	return string(c) + nbsp
}

// money writes full precision: €1,234.50.
func (f formatter) money(m retail.Minor, c retail.Currency) string {
	return prefixed(symbol(c), group(retail.Money{Amount: m, Currency: c}.Decimal()))
}

// prefixed puts the symbol behind the sign: −€0.40.
func prefixed(sym, number string) string {
	if rest, ok := strings.CutPrefix(number, "-"); ok {
		return minus + sym + rest
	}
	return sym + number
}

// short writes an amount in three significant figures, with k and m from
// 10,000: €86.2k.
func (f formatter) short(minor float64, c retail.Currency) string {
	return prefixed(symbol(c), f.figures(minor/math.Pow10(c.Exponent())))
}

// figures writes three significant figures, at most two decimals, with k and m
// from 10,000.
func (f formatter) figures(v float64) string {
	switch a := math.Abs(v); {
	case a >= 999_500:
		return threeFigures(v/1e6) + "m"
	case a >= 10_000:
		return threeFigures(v/1e3) + "k"
	default:
		return threeFigures(v)
	}
}

func threeFigures(v float64) string {
	switch a := math.Abs(v); {
	case a >= 99.95:
		return group(strconv.FormatFloat(v, 'f', 0, 64))
	case a >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// moneyRange writes 0.31–1.44, or −0.22 to 0.66 when an end is below zero.
func (f formatter) moneyRange(i Interval, c retail.Currency) string {
	scale := math.Pow10(c.Exponent())
	decimals := 0
	if math.Max(math.Abs(i.Low), math.Abs(i.High))/scale < 100 {
		decimals = c.Exponent()
	}
	write := func(v float64) string { return signed(group(strconv.FormatFloat(v/scale, 'f', decimals, 64))) }
	return f.join(i.Low, write(i.Low), write(i.High))
}

func (f formatter) join(low float64, a, b string) string {
	if low < 0 {
		return a + f.w.Range.To + b
	}
	return a + "–" + b
}

// percent writes a share of one: 38 %.
func (f formatter) percent(share float64) string { return f.percentage(share) + nbsp + "%" }

func (f formatter) percentage(share float64) string {
	v := share * 100
	if a := math.Abs(v); a < 10 && a >= .05 && math.Abs(v-math.Round(v)) > .05 {
		return signed(strconv.FormatFloat(v, 'f', 1, 64))
	}
	return signed(strconv.FormatFloat(v, 'f', 0, 64))
}

// percentRange writes 94–99 for an interval of shares.
func (f formatter) percentRange(i Interval) string {
	return f.join(i.Low, f.percentage(i.Low), f.percentage(i.High))
}

// fine writes a share with one decimal, where differences are small: 19.4 %.
func (f formatter) fine(share float64) string { return oneDecimal(share) + nbsp + "%" }

func (f formatter) fineRange(i Interval) string {
	return f.join(i.Low, oneDecimal(i.Low), oneDecimal(i.High))
}

func oneDecimal(share float64) string { return signed(strconv.FormatFloat(share*100, 'f', 1, 64)) }

// clock writes 14:32 in the chain's zone.
func (f formatter) clock(t time.Time) string { return t.In(f.zone).Format("15:04") }

// seconds writes 14:32:08.
func (f formatter) seconds(t time.Time) string { return t.In(f.zone).Format("15:04:05") }

// when writes the time today, the weekday within a week, else the date.
func (f formatter) when(t time.Time) string {
	if t.IsZero() {
		return f.w.Never
	}
	local, now := t.In(f.zone), f.now.In(f.zone)
	switch days := daysBetween(local, now); {
	case days == 0:
		return f.clock(t)
	case days > 0 && days < 7:
		return f.w.Weekdays[local.Weekday()] + " " + f.clock(t)
	}
	return f.date(local)
}

// date writes 15 Oct, with the year when it is another one.
func (f formatter) date(t time.Time) string {
	s := strconv.Itoa(t.Day()) + " " + f.w.Months[t.Month()-1]
	if t.Year() != f.now.In(f.zone).Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// day writes a business day.
func (f formatter) day(d retail.BusinessDay) string { return f.date(d.Time()) }

// longDay writes Thursday 15 October.
func (f formatter) longDay(d retail.BusinessDay) string {
	t := d.Time()
	return f.w.LongWeekdays[t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + f.w.LongMonths[t.Month()-1]
}

// daysBetween counts midnights from a to b.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}

// idle counts whole days from an instant to now.
func (f formatter) idle(t time.Time) int64 {
	return int64(daysBetween(t.In(f.zone), f.now.In(f.zone)))
}

// ago writes 3 s ago, 12 min ago, 5 h ago.
func (f formatter) ago(d time.Duration) string {
	return fill(f.w.Ago, slot{Name: "t", Text: f.took(d)})
}

// took writes a duration in one unit: 34 ms, 12 s, 51 min.
func (f formatter) took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + nbsp + "ms"
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + nbsp + "ms"
	case d < time.Minute:
		return strconv.FormatInt(int64(d/time.Second), 10) + nbsp + "s"
	case d < 2*time.Hour:
		return strconv.FormatInt(int64(d/time.Minute), 10) + nbsp + "min"
	case d < 48*time.Hour:
		return strconv.FormatInt(int64(d/time.Hour), 10) + nbsp + "h"
	}
	return f.w.Days.of(f, int64(d/(24*time.Hour)))
}
