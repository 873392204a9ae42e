package field

import (
	"strconv"
	"strings"

	"sartor/internal/retail"
)

// Minor reads an amount as people write it: "2,500", "2.500,00", "€2.50", "12". One
// separator with more digits behind it than the currency has decimals parts
// thousands; what cannot be an amount is not ok.
func Minor(text string, c retail.Currency) (retail.Minor, bool) {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '.', r == ',', r == '-':
			return r
		case r == '−':
			return '-'
		case r == ' ', r == '\u00a0', r == '\u202f', r == '\'', r == '€', r == '$', r == '£', r == '¥':
			return -1
		}
		return 'x'
	}, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), string(c)), string(c)))
	whole, part := s, ""
	if at := strings.LastIndexAny(s, ".,"); at >= 0 && len(s)-at-1 <= c.Exponent() {
		whole, part = s[:at], s[at+1:]
	}
	if !grouped(whole) || strings.Trim(whole+part, "-.,") == "" {
		return 0, false
	}
	plain := strings.NewReplacer(".", "", ",", "").Replace(whole)
	if plain == "" && part != "" {
		plain = "0"
	}
	m, exact, err := retail.ParseMinor(plain+"."+part+"0", c)
	return m, err == nil && exact != nil
}

// grouped reports whether separators part thousands: three digits behind each, and
// all the same sign.
func grouped(s string) bool {
	if strings.Contains(s, ".") && strings.Contains(s, ",") {
		return false
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	if strings.Count(s, ".")+strings.Count(s, ",") != max(len(parts)-1, 0) {
		return false
	}
	for _, p := range parts[min(1, len(parts)):] {
		if len(p) != 3 {
			return false
		}
	}
	return true
}

// Share reads a percentage as a share of one: "12.5", "12,5 %".
func Share(text string) (float64, bool) {
	s := strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")), ",", ".")
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v != v || v < -1e6 || v > 1e6 {
		return 0, false
	}
	return v / 100, true
}

// Whole reads a whole number, such as "15" or "15 %".
func Whole(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")), 10, 64)
	return n, err == nil
}

// Written is a share as it stands in a field: 0.125 is "12.5".
func Written(share float64) string {
	return strconv.FormatFloat(share*100, 'f', -1, 64)
}
