package phrase

import (
	"math"
	"strconv"
	"strings"
	"time"

	"sartor/internal/retail"
)

// Formatter turns typed numbers into finished strings, by the rules of the design, as the
// language writes them: true minus, space before %, range after the figure.
type Formatter struct {
	W    *Words
	Zone *time.Location
	Now  time.Time
}

// The signs of numbers.
const (
	Minus = "−"      // a true minus
	NBSP  = "\u00a0" // between a number and its unit
)

// numerals returns how the language writes numbers; without words, as English does.
func (f Formatter) numerals() Numerals {
	if f.W == nil {
		return englishNumerals()
	}
	return f.W.Numerals
}

// Count writes 12,480.
func (f Formatter) Count(n int64) string { return f.Decimal(strconv.FormatInt(n, 10)) }

// Decimal writes a plain decimal number such as -1234.5 as the language does.
func (f Formatter) Decimal(s string) string {
	n, sign := f.numerals(), ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		if s = rest; strings.Trim(s, "0.") != "" { // what rounds to nothing has no sign
			sign = Minus
		}
	}
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + n.Thousands + whole[i:]
	}
	if rest != "" {
		whole += n.Point + rest
	}
	return sign + whole
}

// Fixed writes a number with so many decimals; -1: as many as it has.
func (f Formatter) Fixed(v float64, decimals int) string {
	return f.Decimal(strconv.FormatFloat(v, 'f', decimals, 64))
}

// symbol returns the sign of a currency, its code where there is none.
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
	}
	return string(c)
}

// priced puts a finished number and its currency together, the minus in front:
// −€0.40, −0,40 €.
func (f Formatter) priced(number string, c retail.Currency) string {
	if c == "" {
		return number
	}
	sign, number := cutSign(number)
	pattern := f.numerals().Money
	if symbol(c) == string(c) {
		pattern = f.numerals().MoneyCode
	}
	return sign + Fill(pattern, Slot{Name: "sign", Text: symbol(c)}, Slot{Name: "n", Text: number})
}

func cutSign(number string) (sign, rest string) {
	if rest, ok := strings.CutPrefix(number, Minus); ok {
		return Minus, rest
	}
	return "", number
}

// Money writes full precision: €1,234.50.
func (f Formatter) Money(m retail.Minor, c retail.Currency) string {
	return f.priced(f.Decimal(retail.Money{Amount: m, Currency: c}.Decimal()), c)
}

// Short writes an amount: below 100 with the currency's decimals, as prices are
// written, from there without, and from 10,000 in three significant figures with k
// and m: €21.50, €412, €86.2k.
func (f Formatter) Short(minor float64, c retail.Currency) string {
	v := minor / math.Pow10(c.Exponent())
	if math.Abs(v) < 99.995 {
		return f.priced(f.Fixed(v, c.Exponent()), c)
	}
	return f.priced(f.figures(v), c)
}

// figures writes three significant figures, with k and m from 10,000.
func (f Formatter) figures(v float64) string {
	switch a := math.Abs(v); {
	case a >= 999_500:
		return f.threeFigures(v/1e6) + f.numerals().Million
	case a >= 10_000:
		return f.threeFigures(v/1e3) + f.numerals().Thousand
	}
	return f.threeFigures(v)
}

func (f Formatter) threeFigures(v float64) string {
	switch a := math.Abs(v); {
	case a >= 99.95:
		return f.Fixed(v, 0)
	case a >= 9.995:
		return f.Fixed(v, 1)
	}
	return f.Fixed(v, 2)
}

// MoneyRange writes 0.31–1.44, or −0.22 to 0.66 when an end is below zero.
func (f Formatter) MoneyRange(low, high float64, c retail.Currency) string {
	scale := math.Pow10(c.Exponent())
	decimals := 0
	if math.Max(math.Abs(low), math.Abs(high))/scale < 100 {
		decimals = c.Exponent()
	}
	return f.join(low, f.Fixed(low/scale, decimals), f.Fixed(high/scale, decimals))
}

// ShortRange writes 741k–768k, as Short does, without the currency.
func (f Formatter) ShortRange(low, high float64, c retail.Currency) string {
	scale := scaleOf(c)
	if math.Max(math.Abs(low), math.Abs(high))/scale < 10_000 {
		return f.MoneyRange(low, high, c)
	}
	return f.join(low, f.figures(low/scale), f.figures(high/scale))
}

func (f Formatter) join(low float64, a, b string) string {
	if low < 0 {
		return a + f.W.Range.To + b
	}
	return a + "–" + b
}

// Percent writes a share of one: 38 %.
func (f Formatter) Percent(share float64) string { return f.percentage(share) + NBSP + "%" }

func (f Formatter) percentage(share float64) string {
	v := share * 100
	if a := math.Abs(v); a < 10 && a >= .05 && math.Abs(v-math.Round(v)) > .05 {
		return f.Fixed(v, 1)
	}
	return f.Fixed(v, 0)
}

// PercentRange writes 94–99 for an interval of shares.
func (f Formatter) PercentRange(low, high float64) string {
	return f.join(low, f.percentage(low), f.percentage(high))
}

// Fine writes a share with one decimal, where differences are small: 19.4 %.
func (f Formatter) Fine(share float64) string { return f.Fixed(share*100, 1) + NBSP + "%" }

// FineRange writes 18.9–19.9 for shares.
func (f Formatter) FineRange(low, high float64) string {
	return f.join(low, f.Fixed(low*100, 1), f.Fixed(high*100, 1))
}

// Number writes a plain number with one decimal.
func (f Formatter) Number(x float64) string { return f.Fixed(x, 1) }

// clock writes 14:32 in the chain's zone.
func (f Formatter) clock(t time.Time) string { return t.In(f.Zone).Format("15:04") }

// Seconds writes 14:32:08.
func (f Formatter) Seconds(t time.Time) string { return t.In(f.Zone).Format("15:04:05") }

// When writes the time today, the weekday within a week, else the date.
func (f Formatter) When(t time.Time) string {
	if t.IsZero() {
		return f.W.Never
	}
	local, day := f.Local(t)
	switch days := f.Idle(t); {
	case days == 0 && day:
		return f.W.TodayWord
	case days == 0:
		return f.clock(t)
	case days > 0 && days < 7 && !day:
		return f.W.Weekdays[local.Weekday()] + " " + f.clock(t)
	}
	return f.Date(t)
}

// Local is an instant in the chain's zone, or a business day, a midnight in UTC, as it is.
func (f Formatter) Local(t time.Time) (local time.Time, day bool) {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.UTC(), true
	}
	return t.In(f.Zone), false
}

// Date writes 15 Oct in the chain's zone, with the year when it is another one.
func (f Formatter) Date(t time.Time) string {
	t, _ = f.Local(t)
	if t.Year() == f.Now.In(f.Zone).Year() {
		return f.DayOfYear(t)
	}
	return f.DayOfYear(t) + " " + strconv.Itoa(t.Year())
}

// DayOfYear writes 15 Oct, of whatever year.
func (f Formatter) DayOfYear(t time.Time) string {
	return Fill(f.W.Numerals.Date, Slot{Name: "day", Text: strconv.Itoa(t.Day())}, Slot{Name: "month", Text: f.W.Months[t.Month()-1]})
}

// Day writes a business day.
func (f Formatter) Day(d retail.BusinessDay) string { return f.Date(d.Time()) }

// LongDay writes Thursday 15 October.
func (f Formatter) LongDay(d retail.BusinessDay) string {
	t := d.Time()
	return Fill(f.W.Numerals.LongDate, Slot{Name: "weekday", Text: f.W.LongWeekdays[t.Weekday()]},
		Slot{Name: "day", Text: strconv.Itoa(t.Day())}, Slot{Name: "month", Text: f.W.LongMonths[t.Month()-1]})
}

// Idle counts midnights from an instant, or a business day, to now.
func (f Formatter) Idle(t time.Time) int64 {
	local, _ := f.Local(t)
	return int64(retail.Day(f.Now.In(f.Zone).Date()) - retail.Day(local.Date()))
}

// Ago writes 3 s ago, 12 min ago, 5 h ago.
func (f Formatter) Ago(d time.Duration) string {
	t := f.Took(d)
	if d >= 48*time.Hour {
		t = f.W.DaysAgo.Of(f, int64(d/(24*time.Hour)))
	}
	return Fill(f.W.Ago, Slot{Name: "t", Text: t})
}

// Took writes a duration in one unit: 34 ms, 12 s, 51 min.
func (f Formatter) Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return f.Fixed(float64(d)/float64(time.Millisecond), 1) + NBSP + "ms"
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + NBSP + "ms"
	case d < time.Minute:
		return strconv.FormatInt(int64(d/time.Second), 10) + NBSP + "s"
	case d < 2*time.Hour:
		return strconv.FormatInt(int64(d/time.Minute), 10) + NBSP + "min"
	case d < 48*time.Hour:
		return strconv.FormatInt(int64(d/time.Hour), 10) + NBSP + "h"
	}
	return f.W.Days.Of(f, int64(d/(24*time.Hour)))
}

// Axis writes a round amount at a tick: €0.5, €10k.
func (f Formatter) Axis(minor float64, c retail.Currency) string {
	return f.priced(f.AxisNumber(minor/scaleOf(c)), c)
}

// AxisNumber writes a round number at a tick: 0.5, 10k.
func (f Formatter) AxisNumber(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e6:
		return f.Fixed(v/1e6, -1) + f.numerals().Million
	case a >= 10_000:
		return f.Fixed(v/1e3, -1) + f.numerals().Thousand
	}
	return f.Fixed(v, -1)
}

func scaleOf(c retail.Currency) float64 {
	s := 1.0
	for range c.Exponent() {
		s *= 10
	}
	return s
}

// Mean writes an expected amount: as Short, but with a further decimal below
// ten minor units, where whole ones say nothing: €0.018.
func (f Formatter) Mean(minor float64, c retail.Currency) string {
	if a := math.Abs(minor); a >= 10 || a == 0 {
		return f.Short(minor, c)
	}
	return f.priced(f.Fixed(minor/scaleOf(c), c.Exponent()+1), c)
}

// MeanMoney writes a mean amount with the currency's decimals and its sign: +€0.86.
func (f Formatter) MeanMoney(minor float64, c retail.Currency) string {
	s := f.priced(f.Fixed(minor/scaleOf(c), c.Exponent()), c)
	if minor > 0 {
		return "+" + s
	}
	return s
}

// Ratio is a share, 0 of nothing.
func Ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Rate writes "1.5" things for each of b.
func (f Formatter) Rate(a, b int64) string {
	return f.Fixed(Ratio(a, b), 1)
}

// NumberWord writes a small number as a word at the beginning of a sentence.
func (f Formatter) NumberWord(n int64) string {
	if n >= 1 && int(n) <= len(f.W.Numbers) {
		return f.W.Numbers[n-1]
	}
	return f.Count(n)
}

// Ahead is a time to come in words: whole weeks up to a quarter, else days.
func (f Formatter) Ahead(days int) string {
	const week, quarter = 7, 91
	if days%week == 0 && days <= quarter {
		return f.W.People.Weeks.Of(f, int64(days/week))
	}
	return f.W.DaysAgo.Of(f, int64(days))
}
