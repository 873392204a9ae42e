package learn

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"sartor/internal/model/habit"
	"sartor/internal/model/season"
	"sartor/internal/model/wants"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Models are the parts of a snapshot; those that cannot speak yet are nil.
type Models struct {
	Habit    *habit.Model
	Lifetime *outlook.Models
	Season   *season.Calendar
	Wants    *wants.Model

	// Categories are the names by the numbers that Season knows them by; nil in snapshots
	// of before they were kept.
	Categories []string
}

// For is the models for a chain as it stands: categories have the numbers it gives them
// now, which change when goods are filed otherwise and the program starts anew.
func (m *Models) For(chain *retail.Catalogue) Models {
	out := *m
	if m.Season == nil || m.Categories == nil {
		return out
	}
	out.Season = m.Season.Renumbered(func(group uint32) (uint32, bool) {
		if int(group) >= len(m.Categories) {
			return 0, false
		}
		if group == 0 {
			return 0, true // goods of no category
		}
		return chain.CategoryNumber(m.Categories[group])
	})
	out.Categories = nil
	return out
}

// namesOf lists a chain's categories by number.
func namesOf(chain *retail.Catalogue) []string {
	out := make([]string, chain.Categories())
	for n := range out {
		out[n] = chain.CategoryName(uint32(n))
	}
	return out
}

// mostModel is how many bytes a stored part may unpack to.
const mostModel = 512 << 20

// container begins a stored snapshot. Behind it stand the parts, each as
//
//	uvarint  length of its name, the name
//	uvarint  length of its body, the body, compressed by gzip
//
// Snapshots learned before there were parts are one gzip stream, of the habit
// part alone; gzip begins with other bytes. A part of a name that is not known
// is passed over: an older program reads what a newer one has stored.
const container = "SARTOR\x01\n"

// Names of the parts, as they are stored and reported.
const (
	partHabit    = "habit"
	partLifetime = "lifetime"
	partSeason   = "season"
	partWants    = "wants"
	partNames    = "categories"
)

// Pack is the stored form of a snapshot's parts, which Load reads.
func (m *Models) Pack() ([]byte, error) {
	out := []byte(container)
	var err error
	add := func(name string, body []byte) {
		var z []byte
		if err != nil {
			return
		}
		if z, err = squeeze(body); err != nil {
			return
		}
		out = append(binary.AppendUvarint(out, uint64(len(name))), name...)
		out = append(binary.AppendUvarint(out, uint64(len(z))), z...)
	}
	if m.Habit != nil {
		add(partHabit, m.Habit.Append(nil))
	}
	if m.Lifetime != nil {
		var text []byte
		if text, err = json.Marshal(m.Lifetime); err == nil {
			add(partLifetime, text)
		}
	}
	if m.Season != nil {
		add(partSeason, m.Season.Append(nil))
	}
	if m.Categories != nil {
		var text []byte
		if text, err = json.Marshal(m.Categories); err == nil {
			add(partNames, text)
		}
	}
	if m.Wants != nil {
		add(partWants, m.Wants.Append(nil))
	}
	if err != nil {
		return nil, fmt.Errorf("pack a snapshot: %w", err)
	}
	return out, nil
}

func squeeze(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(body)
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unsqueeze(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, mostModel))
}

// ReadReport reads a stored report.
func ReadReport(text string) (Report, error) {
	var r Report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Report{}, fmt.Errorf("read a snapshot's report: %w", err)
	}
	return r, nil
}

// Load reads what Run stored, also before there were parts.
func Load(body []byte, report string) (Models, Report, error) {
	r, err := ReadReport(report)
	if err != nil {
		return Models{}, r, err
	}
	var m Models
	if rest, ok := bytes.CutPrefix(body, []byte(container)); ok {
		err = m.unpack(rest)
	} else {
		err = m.take(partHabit, body)
	}
	if err == nil && m.Habit == nil {
		err = errSnapshot
	}
	if err != nil {
		return Models{}, r, fmt.Errorf("unpack a snapshot: %w", err)
	}
	return m, r, nil
}

var errSnapshot = errors.New("it is damaged, or not complete")

func (m *Models) unpack(b []byte) error {
	for len(b) > 0 {
		name, rest, ok := cut(b)
		if !ok {
			return errSnapshot
		}
		body, rest, ok := cut(rest)
		if !ok {
			return errSnapshot
		}
		if err := m.take(string(name), body); err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
		b = rest
	}
	return nil
}

// cut takes a length and so many bytes off the front.
func cut(b []byte) (piece, rest []byte, ok bool) {
	n, width := binary.Uvarint(b)
	if width <= 0 || n > uint64(len(b)-width) {
		return nil, nil, false
	}
	return b[width : width+int(n)], b[width+int(n):], true
}

// take reads one part.
func (m *Models) take(name string, body []byte) error {
	plain, err := unsqueeze(body)
	if err != nil {
		return err
	}
	switch name {
	case partHabit:
		m.Habit, err = habit.Decode(plain)
	case partLifetime:
		m.Lifetime = &outlook.Models{}
		if err = json.Unmarshal(plain, m.Lifetime); err == nil {
			err = m.Lifetime.Check()
		}
	case partSeason:
		m.Season, err = season.Decode(plain)
	case partNames:
		err = json.Unmarshal(plain, &m.Categories)
	case partWants:
		m.Wants, err = wants.Decode(plain)
	}
	return err
}
