package db

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"sync"
)

// mostInflated bounds what a stored answer may unpack to: 10,000 lines' worth.
const mostInflated = 32 << 20

// deflaters are kept, since a new one costs 600 KB.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// deflate compresses a stored answer (RFC 1951).
func deflate(b []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(b) / 2)
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	_, _ = w.Write(b) // a bytes.Buffer never fails
	_ = w.Close()
	return out.Bytes()
}

func inflate(b []byte) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), mostInflated))
	if err != nil {
		return nil, fmt.Errorf("unpack a stored answer: %w", err)
	}
	return out, nil
}
