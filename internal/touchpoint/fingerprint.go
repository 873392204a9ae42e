package touchpoint

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"sartor/internal/retail"
)

// Fingerprint names a receipt's content: customer, lines, vouchers, store, till,
// at, currency. The same content under the same id is a repeat, other content a
// conflict (CONTRACTS.md 2.1). It does not depend on how the message was spelt:
// key order, time zone, blanks and hyphens in a code, the flags, ext or print.
//
// It is the first half of SHA-256 over a canonical encoding that never changes:
// a version byte, then each text behind its length, each number as a varint, each
// list behind its count, identifiers sorted by kind.
func Fingerprint(r *Receipt) [16]byte {
	b := make([]byte, 0, 256+32*len(r.Lines))
	b = append(b, 1)
	b = appendText(b, r.Customer.ID)
	ids := slices.Clone(r.Customer.Identifiers)
	for i := range ids {
		ids[i].Value = strings.TrimSpace(ids[i].Value)
	}
	slices.SortFunc(ids, func(a, b retail.Identifier) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	b = binary.AppendUvarint(b, uint64(len(ids)))
	for _, id := range ids {
		b = appendText(appendText(b, string(id.Kind)), id.Value)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Lines)))
	for i := range r.Lines {
		b = r.Lines[i].canonical(b)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Vouchers)))
	for _, code := range r.Vouchers {
		b = appendText(b, plainCode(code))
	}
	b = appendText(appendText(b, string(r.Store)), string(r.Till))
	b = binary.AppendVarint(b, int64(r.At))
	b = appendText(b, string(r.Currency))
	sum := sha256.Sum256(b)
	return [16]byte(sum[:16])
}

func (l *Line) canonical(b []byte) []byte {
	b = appendText(b, string(l.Product))
	b = binary.AppendVarint(b, int64(l.Quantity))
	b = binary.AppendVarint(b, int64(l.Amount))
	b = binary.AppendVarint(b, int64(l.Discount))
	b = appendText(b, string(l.ReturnOf))
	if l.ReturnOf == "" {
		return b // a line number without a receipt says nothing
	}
	return binary.AppendVarint(b, int64(l.ReturnLine))
}

// plainCode is a presented code without what reading it ignores: case, blanks,
// hyphens, and letters that stand for digits (SCIENCE.md 11.1).
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" -\t\r\n", r):
			return -1
		case r == 'o' || r == 'O':
			return '0'
		case strings.ContainsRune("iIlL", r):
			return '1'
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, code)
}
