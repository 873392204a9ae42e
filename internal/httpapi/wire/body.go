package wire

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"sartor/internal/fault"
)

const (
	smallBody = 64 << 10 // above it a body takes a place of its own
)

// Bodies reads bodies.
type Bodies struct {
	Time  time.Duration                    // for a whole body, and for each chunk of a stream
	Large func() (leave func(), err error) // a place for a body above 64 KiB
}

// BodyTime is how long a body, or a chunk of a stream, usually may take.
const BodyTime = 10 * time.Second

// Read reads a whole body of at most most bytes, unpacked. release gives
// back what it held.
func (b Bodies) Read(w http.ResponseWriter, r *http.Request, most int64) (body []byte, release func(), err error) {
	release = func() {}
	if r.ContentLength > most {
		return nil, release, ErrLarge(most)
	}
	in, err := Unpacked(w, r, most)
	if err != nil {
		return nil, release, err
	}
	buf := bytes.NewBuffer(make([]byte, 0, startSize(r)))
	_, err = io.CopyN(buf, in, smallBody)
	if err == nil { // there may be more
		leave, full := b.Large()
		if full != nil {
			return nil, release, full
		}
		release = leave
		_, err = buf.ReadFrom(in)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		release()
		return nil, func() {}, BodyError(err)
	}
	Patience(w, 0)
	return buf.Bytes(), release, nil
}

// startSize is the first size of the buffer: the body's own when it is small.
func startSize(r *http.Request) int64 {
	if n := r.ContentLength; n > 0 && n <= smallBody {
		return n + bytes.MinRead
	}
	return 4 << 10
}

// Patience sets how long the body may still take; 0 is for ever, once it has
// arrived. A body that failed keeps its deadline, since the server reads on to
// its end. Where the connection knows no deadlines, the server's own hold.
func Patience(w http.ResponseWriter, d time.Duration) {
	var until time.Time
	if d > 0 {
		until = time.Now().Add(d)
	}
	_ = http.NewResponseController(w).SetReadDeadline(until)
}

// Unpacked returns the body, decompressed, that fails with TooLarge beyond most
// bytes before and after unpacking.
func Unpacked(w http.ResponseWriter, r *http.Request, most int64) (io.Reader, error) {
	raw := http.MaxBytesReader(w, r.Body, most)
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
		return raw, nil
	case "gzip":
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, BodyError(err)
		}
		return &bounded{in: z, left: most, most: most}, nil
	default:
		return nil, errEncoding(encoding)
	}
}

// bounded fails beyond its limit, so that a small packed body cannot unpack
// without end.
type bounded struct {
	in         io.Reader
	left, most int64
}

// Read reads on, or says that there is too much.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrLarge(b.most)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, ErrLarge(b.most)
	}
	return n, err
}

// BodyError says why a body could not be read.
func BodyError(err error) error {
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrLarge(over.Limit)
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow()
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Malformed, "malformed", "the body ends too early or is not gzip as its header says")
	}
	return &fault.Error{Kind: fault.Malformed, Code: "malformed", Hint: "the body could not be read", Err: fmt.Errorf("read the body: %w", err)}
}
