package stock

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Limits of a movement.
const (
	MaxID    = 128       // bytes of an id or a reference
	MaxLines = 2_000     // of one movement; a list of counts of a whole store goes in several
	mostUnit = 1_000_000 // units on one line; more is a mistake in a file
	ahead    = 5 * time.Minute
	mostDays = 3_650 // between a movement and the day it speaks of
)

// Own begins the ids under which the server books what went out of a plan; nobody else
// takes one, or the order could not be booked.
const Own = "plan:"

// MaxQuantity bounds the quantity of a line.
const MaxQuantity = mostUnit * retail.One

// Check refuses what cannot be told as a movement; now is the present.
func Check(m *Movement, now retail.Micros) error {
	c := checker{}
	c.text("/movement", string(m.ID), 1)
	if strings.HasPrefix(string(m.ID), Own) {
		c.bad("/movement", "begins with %s; under such ids the server books what went out of its plans, take your own system's number", Own)
	}
	c.text("/ref", m.Ref, 0)
	if _, ok := ParseKind(m.Kind.String()); !ok {
		c.bad("/kind", "is none of count, delivery, waste, transfer_out, transfer_in, order, cancel, reserve and release")
	}
	switch {
	case m.At <= 0:
		c.bad("/at", "is missing or lies before 1970; send when it happened, such as 2026-11-22T17:41:09+01:00")
	case m.At > now+retail.Micros(ahead/time.Microsecond):
		c.bad("/at", "lies %s ahead; at most %s", m.At.Time().Sub(now.Time()).Round(time.Second), ahead)
	}
	c.other(m)
	if m.Due != 0 {
		switch m.Kind {
		case Order, TransferOut, Cancel:
			c.near("/due", m.Day, m.Due)
		default:
			c.bad("/due", "stands with order, cancel and transfer_out only")
		}
	}
	c.lines(m)
	return c.err()
}

type checker struct{ fields []fault.Field }

// mostNamed bounds the places named in one refusal.
const mostNamed = 20

func (c *checker) bad(pointer, detail string, args ...any) {
	if len(c.fields) < mostNamed {
		c.fields = append(c.fields, fault.AtField(pointer, detail, args...).Fields...)
	}
}

func (c *checker) err() error {
	if len(c.fields) == 0 {
		return nil
	}
	out := fault.AtField(c.fields[0].Pointer, "%s", c.fields[0].Detail)
	out.Fields = c.fields
	return out
}

func (c *checker) text(pointer, s string, least int) {
	switch {
	case len(s) < least || least > 0 && strings.TrimSpace(s) == "":
		c.bad(pointer, "is missing; send the number under which your system knows it, so that it counts once however often it is sent")
	case len(s) > MaxID:
		c.bad(pointer, "has %d bytes; at most %d", len(s), MaxID)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, retail.Unwritten):
		c.bad(pointer, "holds characters that cannot be written on a line")
	}
}

func (c *checker) other(m *Movement) {
	transfer := m.Kind == TransferOut || m.Kind == TransferIn
	switch {
	case transfer && m.Other == m.Store && m.Other != 0:
		c.bad("/other_store", "is the store itself; name the other end of the transfer")
	case !transfer && m.Other != 0:
		c.bad("/other_store", "stands with transfer_out and transfer_in only")
	case m.Kind == TransferOut && m.Other == 0:
		c.bad("/other_store", "is missing; name the store the goods leave for")
	}
}

// near refuses a day that is years from the movement's own.
func (c *checker) near(pointer string, day, of retail.BusinessDay) {
	if of-day > mostDays || day-of > mostDays {
		c.bad(pointer, "%s is more than %d days from the movement", of, mostDays)
	}
}

func (c *checker) lines(m *Movement) {
	switch {
	case len(m.Lines) == 0:
		c.bad("/lines", "has none; name at least one product with its quantity")
	case len(m.Lines) > MaxLines:
		c.bad("/lines", "has %d; at most %d in one movement, send the rest as another", len(m.Lines), MaxLines)
		return
	}
	seen := make(map[uint32]bool, len(m.Lines))
	for i := range m.Lines {
		l, at := &m.Lines[i], "/lines/"+strconv.Itoa(i)
		switch {
		case m.Kind != Count && l.Quantity <= 0:
			c.bad(at+"/quantity", "must be above 0; what leaves is told by its kind")
		case l.Quantity > MaxQuantity || l.Quantity < -MaxQuantity:
			c.bad(at+"/quantity", "%s units are more than %d", l.Quantity, mostUnit)
		case m.Kind == Count && seen[l.Product]:
			c.bad(at+"/product", "is counted twice in one list; which holds would be a guess")
		}
		seen[l.Product] = true
		c.dated(m, l, at)
	}
}

func (c *checker) dated(m *Movement, l *Line, at string) {
	if l.Expires != 0 {
		switch m.Kind {
		case Count, Delivery, TransferIn, Waste:
			c.near(at+"/expires", m.Day, l.Expires)
		default:
			c.bad(at+"/expires", "stands with count, delivery, transfer_in and waste only")
		}
	}
	switch {
	case l.OnOrder.Said && m.Kind != Count:
		c.bad(at+"/on_order", "stands with count only")
	case l.OnOrder.Quantity < 0 || l.OnOrder.Quantity > MaxQuantity:
		c.bad(at+"/on_order", "must be at least 0 and at most %d", mostUnit)
	}
}

// Fingerprint names a movement's content: the same under the same id is a repeat,
// other content a conflict. It never changes.
func Fingerprint(m *Movement) [16]byte {
	b := binary.AppendUvarint(nil, uint64(m.Store))
	b = binary.AppendVarint(b, int64(m.At))
	sum := sha256.Sum256(m.Append(b))
	return [16]byte(sum[:16])
}
