package lite

import (
	"errors"

	"golang.org/x/sys/unix"
	c "modernc.org/sqlite/lib"
)

// push has the disk get a stretch of a file and waits until it has; false when the disk
// refused, which no later sync would say again. It promises nothing: the file is synced
// all the same.
func push(id uintptr, from, n int64) bool {
	const all = unix.SYNC_FILE_RANGE_WAIT_BEFORE | unix.SYNC_FILE_RANGE_WRITE | unix.SYNC_FILE_RANGE_WAIT_AFTER
	err := unix.SyncFileRange(int((*c.TunixFile)(at(id)).Fh), from, n, all)
	return !errors.Is(err, unix.EIO) && !errors.Is(err, unix.ENOSPC) && !errors.Is(err, unix.EDQUOT)
}
