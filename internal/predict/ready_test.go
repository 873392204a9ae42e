package predict

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/lifetime"
)

// What cannot be written is said before anything is read, and nothing is left behind.
func TestOutput_IsTriedBeforeReading(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(in, []byte(fileOf(chain(300))), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(in, filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, c := range []struct{ receipts, out, report, code, says string }{
		{"-", "", "", "usage", "--out is empty"},
		{"-", "-", "-", "usage", "both"},
		{"-", at("o"), at("x/../o"), "usage", "same file"},
		{in, at("link.csv"), "", "usage", "is read here"},
		{in, at("o"), in, "usage", "is read here"},
		{"-", dir, "", "no_output", "is a folder"},
		{"-", at("o"), dir, "no_output", "is a folder"},
		{"-", at("o"), at("no/r.json"), "no_output", "folder does not exist"},
	} {
		if err := (Streams{}).ready(places{read: []string{c.receipts, ""}, out: c.out, report: c.report}); fault.CodeOf(err) != c.code || !strings.Contains(fault.Plain(err), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
		unread := &untouched{}
		_, err := PredictLifetime(t.Context(), Lifetime{
			Receipts: c.receipts, Until: until(), Horizon: 90, Model: "mbgnbd", Unit: "week", Out: c.out, Report: c.report, Now: time.Now,
		}, Streams{In: unread, Out: io.Discard})
		if fault.CodeOf(err) != c.code || unread.read {
			t.Errorf("lifetime %+v: %v, read %v", c, err, unread.read)
		}
		_, err = PredictHabit(t.Context(), Habit{Receipts: c.receipts, Top: 2, Out: c.out, Report: c.report, Now: time.Now}, Streams{In: unread, Out: io.Discard})
		if fault.CodeOf(err) != c.code || unread.read {
			t.Errorf("habit %+v: %v, read %v", c, err, unread.read)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

type untouched struct{ read bool }

func (u *untouched) Read([]byte) (int, error) { u.read = true; return 0, io.EOF }

// A device or a pipe stays what it is, and a link goes on pointing where it did.
func TestOutput_TakesNoPlaceOfWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe, real, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		b, err := os.ReadFile(pipe)
		if err != nil {
			b = []byte(err.Error())
		}
		got <- string(b)
	}()
	one := func(o *output) error { o.field("one"); return nil }
	if err := (Streams{}).write(pipe, one); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "one" {
		t.Errorf("the pipe brought %q", text)
	}
	if info, err := os.Stat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe became %v %v", info, err)
	}
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := (Streams{}).write(link, one); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	text, readErr := os.ReadFile(real)
	if err != nil || info.Mode()&os.ModeSymlink == 0 || readErr != nil || !bytes.Equal(text, []byte("one")) {
		t.Errorf("the link is %v, what it names holds %q", info, text)
	}
}

func TestLifetime_LongestHorizon(t *testing.T) {
	out, _, err := asked(t, fileOf(chain(200)), func(l *Lifetime) { l.Horizon = lifetime.MostHorizon })
	if err != nil || len(tableOf(t, out)) != 200 {
		t.Errorf("%v", err)
	}
}
