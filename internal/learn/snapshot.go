package learn

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"

	"sartor/internal/model/habit"
)

// mostModel is how many bytes a stored model may unpack to.
const mostModel = 512 << 20

// pack is the stored form of a model.
func pack(m *habit.Model) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(m.Append(nil)); err != nil {
		return nil, fmt.Errorf("pack a model: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack a model: %w", err)
	}
	return b.Bytes(), nil
}

// ReadReport reads a stored report.
func ReadReport(text string) (Report, error) {
	var r Report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Report{}, fmt.Errorf("read a snapshot's report: %w", err)
	}
	return r, nil
}

// Load reads what Run stored.
func Load(body []byte, report string) (*habit.Model, Report, error) {
	r, err := ReadReport(report)
	if err != nil {
		return nil, r, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, r, fmt.Errorf("unpack a model: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, mostModel))
	if err != nil {
		return nil, r, fmt.Errorf("unpack a model: %w", err)
	}
	m, err := habit.Decode(plain)
	return m, r, err
}
