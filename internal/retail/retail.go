// Package retail owns the words every part of Sartor shares: ids, money,
// quantities, business days, product numbers. It holds values only: no clock,
// no storage, no rules of any one part.
package retail

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"

	"sartor/internal/fault"
)

// Buckets is the number of buckets a customer, receipt or voucher can lie in
// (DESIGN.md 5): fixed for ever, since ids carry it.
const Buckets = 1024

// StoreID is the chain's own number of a store.
type StoreID string

// TillID is the store's own number of a till.
type TillID string

// ProductID is the number under which the chain sells a product (the SKU).
type ProductID string

// ReceiptID is the till's number of a receipt, unique chain-wide.
type ReceiptID string

// PromotionID names a promotion ("prm_soup").
type PromotionID string

// DecisionID names one logged decision ("dec_…"); its low bits carry the bucket.
type DecisionID int64

// SnapshotID names one learned snapshot ("snp_…"), 0 none.
type SnapshotID int64

// CustomerID names a customer for ever: a random part above, the bucket in the
// low ten bits. Zero means anonymous.
type CustomerID int64

// Bucket returns the bucket the customer's rows lie in.
func (c CustomerID) Bucket() int { return int(c) & (Buckets - 1) }

// NewCustomerID joins a random part (its low 53 bits are used) with a bucket.
func NewCustomerID(random uint64, bucket int) CustomerID {
	part := random & (1<<53 - 1)
	if part == 0 {
		part = 1 // zero is the anonymous customer
	}
	return CustomerID(part<<10 | uint64(bucket)&(Buckets-1))
}

// String returns "cus_…", or "" for the anonymous customer.
func (c CustomerID) String() string { return prefixed("cus_", int64(c)) }

// ParseCustomerID reads what String wrote.
func ParseCustomerID(s string) (CustomerID, error) {
	n, err := unprefix("cus_", s)
	return CustomerID(n), err
}

// String returns "dec_…".
func (d DecisionID) String() string { return prefixed("dec_", int64(d)) }

// ParseDecisionID reads what String wrote.
func ParseDecisionID(s string) (DecisionID, error) {
	n, err := unprefix("dec_", s)
	return DecisionID(n), err
}

// String returns "snp_…".
func (s SnapshotID) String() string { return prefixed("snp_", int64(s)) }

// ParseSnapshotID reads what String wrote.
func ParseSnapshotID(s string) (SnapshotID, error) {
	n, err := unprefix("snp_", s)
	return SnapshotID(n), err
}

// Bucket returns the bucket of a receipt id: where its key row lies, and the
// receipt itself when it is anonymous.
func (r ReceiptID) Bucket() int { return BucketOf(string(r)) }

// BucketOf hashes any text to a bucket. The hash is SHA-256 and part of the
// stored format: it never changes.
func BucketOf(s string) int {
	sum := sha256.Sum256([]byte(s))
	return int(binary.BigEndian.Uint16(sum[:])) & (Buckets - 1)
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// prefixed writes n as 13 lower-case Crockford digits behind a prefix, 0 as "".
func prefixed(prefix string, n int64) string {
	if n == 0 {
		return ""
	}
	var b [13]byte
	u := uint64(n)
	for i := 12; i >= 0; i-- {
		b[i] = crockford[u&31]
		u >>= 5
	}
	return prefix + strings.TrimLeft(string(b[:12]), "0") + string(b[12:])
}

func unprefix(prefix, s string) (int64, error) {
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok || digits == "" || len(digits) > 13 {
		return 0, fault.New(fault.Invalid, "bad_id", "%q is not an id; it looks like %s followed by up to 13 digits and letters", clip(s), prefix)
	}
	var u uint64
	for i := range len(digits) {
		d := strings.IndexByte(crockford, lower(digits[i]))
		if d < 0 || u>>58 != 0 {
			return 0, fault.New(fault.Invalid, "bad_id", "%q is not an id: %q cannot stand in it", clip(s), digits[i:i+1])
		}
		u = u<<5 | uint64(d)
	}
	if int64(u) <= 0 {
		return 0, fault.New(fault.Invalid, "bad_id", "%q is not an id that Sartor gave out", clip(s))
	}
	return int64(u), nil
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 64
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// Unwritten reports whether a rune has no place in a line that people read:
// control characters, and those that make what follows run the other way, under
// which a name could pass for another one.
func Unwritten(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
