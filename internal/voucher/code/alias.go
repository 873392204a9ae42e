package code

import (
	"math/bits"

	"sartor/internal/retail"
)

const (
	aliases     = 9_765_625 // alias numbers in a bucket: 10 digits ÷ 1024 buckets
	aliasPrefix = "29"      // restricted circulation inside the chain (CONVENTIONS.md 5.2)
	aliasDigits = 13
	// drawn is the count of serials NewSerial draws from: the most whole runs of
	// aliases below 2³⁰ less the alias 0 of each, so that every other alias number
	// is equally likely.
	drawn = serials / aliases * (aliases - 1)
)

// NewSerial maps 64 random bits to a serial below 2³⁰, uniform but for less
// than 2⁻³⁴ among the serials whose alias numbers are equally frequent. Alias
// number 0 is never drawn: in the ledger it stands for a whole promotion.
func NewSerial(random uint64) uint32 {
	n, _ := bits.Mul64(random, drawn)
	return uint32(n/(aliases-1)*aliases + n%(aliases-1) + 1)
}

// AliasOf returns the alias number r, 0…9,765,624, of a serial. A bucket holds
// each alias number once, so its unique index (r, bucket) serves codes too.
func AliasOf(serial uint32) uint32 { return serial % aliases }

// Alias returns the 13 digits for tills without letters: 29, ten digits
// r × 1024 + bucket, and the GS1 check digit. Values out of range panic.
func Alias(bucket int, r uint32) string {
	if bucket < 0 || bucket >= buckets || r >= aliases {
		panic("code: alias number or bucket out of range")
	}
	var out [aliasDigits]byte
	copy(out[:], aliasPrefix)
	n := uint64(r)*buckets + uint64(bucket)
	for i := aliasDigits - 2; i >= len(aliasPrefix); i-- {
		out[i] = byte('0' + n%10)
		n /= 10
	}
	out[aliasDigits-1] = retail.CheckDigit(string(out[:aliasDigits-1]))
	return string(out[:])
}

// ParseAlias reads an alias with blanks and hyphens anywhere and checks its
// prefix and check digit. A failure returns zeros and false.
func ParseAlias(text string) (bucket int, r uint32, ok bool) {
	var digits [aliasDigits]byte
	n := 0
	for i := range min(len(text), mostText+1) {
		b := text[i]
		if separates(b) {
			continue
		}
		if b < '0' || b > '9' || n == aliasDigits {
			return 0, 0, false
		}
		digits[n] = b
		n++
	}
	const last = aliasDigits - 1
	if n != aliasDigits || len(text) > mostText || string(digits[:len(aliasPrefix)]) != aliasPrefix ||
		retail.CheckDigit(string(digits[:last])) != digits[last] {
		return 0, 0, false
	}
	var number uint64
	for _, b := range digits[len(aliasPrefix):last] {
		number = number*10 + uint64(b-'0')
	}
	return int(number % buckets), uint32(number / buckets), true
}
