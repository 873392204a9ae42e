package retail

import "strings"

// GTIN is a barcode number held as 14 digits padded with zeros, or "".
type GTIN string

// ParseGTIN reads a GTIN-8, -12, -13 or -14 and reports whether its check digit
// holds (GS1 General Specifications 7.9).
func ParseGTIN(s string) (GTIN, bool) {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return "", false
	}
	if strings.Trim(s, "0123456789") != "" || CheckDigit(s[:len(s)-1]) != s[len(s)-1] {
		return "", false
	}
	return GTIN(strings.Repeat("0", 14-len(s)) + s), true
}

// CheckDigit returns the GS1 check digit of a number without it: from the
// right, weights 3, 1, 3, 1, …; (10 − sum mod 10) mod 10.
func CheckDigit(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}
