package intake

import (
	"hash"
	"io"
)

// meter counts the bytes as they lie on disk and feeds them to the fingerprint
// of the import.
type meter struct {
	from io.Reader
	sum  hash.Hash
	done *int64
	tick func()
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	*m.done += int64(n)
	if _, hashErr := m.sum.Write(p[:n]); hashErr != nil {
		return n, hashErr
	}
	m.tick()
	return n, err
}
