package intake

import (
	"hash"
	"io"
)

// meter counts the bytes as they lie on disk and feeds them to the fingerprint
// of the import. Every byte comes through it, so here an import that was stopped
// stops, also in the middle of a line that has no end.
type meter struct {
	stop func() error // why to stop, nil to go on
	from io.Reader
	sum  hash.Hash
	done *int64
	tick func()
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.stop(); err != nil {
		return 0, err
	}
	n, err := m.from.Read(p)
	*m.done += int64(n)
	if _, hashErr := m.sum.Write(p[:n]); hashErr != nil {
		return n, hashErr
	}
	m.tick()
	return n, err
}
