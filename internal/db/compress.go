package db

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"

	quick "github.com/klauspost/compress/flate"
)

// mostInflated bounds what a stored answer may unpack to: 10,000 lines' worth.
const mostInflated = 32 << 20

// deflate compresses a stored answer (RFC 1951). Nothing is kept from one to the next: an
// answer is shorter than what a kept writer would have to remember.
func deflate(b []byte) []byte {
	out := bytes.NewBuffer(make([]byte, 0, len(b)))
	_ = quick.StatelessDeflate(out, b, true, nil) // a bytes.Buffer never fails
	return out.Bytes()
}

func inflate(b []byte) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), mostInflated))
	if err != nil {
		return nil, fmt.Errorf("unpack a stored answer: %w", err)
	}
	return out, nil
}
