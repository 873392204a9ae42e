package dbtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDisk_AFailedWriteStopsAcceptingAndLosesNothing lets the system refuse a
// sync, then a write, in the middle of the tills' work. From then on every close
// is answered 503 storage_failed, readiness is red and says why, and after a
// restart all that was acknowledged is there.
func TestDisk_AFailedWriteStopsAcceptingAndLosesNothing(t *testing.T) {
	for _, failure := range []struct{ name, inject string }{
		{"sync", "inject=fsync,fdatasync:error=EIO:when=80+"},
		{"full disk", "inject=pwrite64:error=ENOSPC:when=900+"},
	} {
		t.Run(failure.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, onSQLite(t), today())
			st := &storm{shop: s}
			for i := range killLeast {
				st.tills = append(st.tills, &checkout{shop: s, number: i})
			}
			p := s.start(t, strace(t), "-f", "--seccomp-bpf", "-qq", "-o", os.DevNull, "-e", "trace=fsync,fdatasync,pwrite64", "-e", failure.inject)
			_, err := st.run(t.Context(), p.url, 1<<40, 1<<40, func() {})
			if heard := fmt.Sprint(err); strings.Count(heard, `"status":503`) != killLeast || strings.Count(heard, `"code":"storage_failed"`) != killLeast {
				t.Fatalf("%d tills heard %v, want each 503 storage_failed in the end\n%s", killLeast, err, p.said())
			}
			before := len(st.sales())
			if before < 3*killLeast {
				t.Fatalf("%d closes before the failure are too few to prove anything", before)
			}
			if _, _, err := s.ask(t.Context(), p.url, st.tills[0].sell().body); err == nil || !strings.Contains(err.Error(), "storage_failed") {
				t.Errorf("a close after it answered %v, want 503 storage_failed", err)
			}
			red(t, p.url)
			p.end(syscall.SIGKILL)
			p = s.start(t)
			must(t, s.repeat(t.Context(), p.url, st.sales()))
			p.end(syscall.SIGTERM)
			d := open(t, s.url)
			must(t, agrees(t.Context(), d, st.sales()))
			must(t, books(t.Context(), d))
		})
	}
}

// TestMigrate_KilledInTheMiddleGoesOn ends a migrating process by SIGKILL at one
// write after another; the next one finishes, and the schema is that of a fresh
// database.
func TestMigrate_KilledInTheMiddleGoesOn(t *testing.T) {
	t.Parallel()
	path, tool, made := got(binary())(t), strace(t), onSQLite(t)
	must(t, migrate(t, made, steps(t)))
	want, killed := schema(t, made), 0
	for _, write := range []int{1, 3, 10, 30, 60, 80, 100} {
		url := onSQLite(t)
		err := exec.CommandContext(t.Context(), tool, "-f", "-qq", "-o", os.DevNull, "-e", "trace=pwrite64",
			"-e", fmt.Sprintf("inject=pwrite64:signal=KILL:when=%d", write), path, "migrate", "--db", url).Run()
		if err != nil {
			killed++
		}
		must(t, open(t, url).PutSetting(t.Context(), "a", "b"))
		if is := schema(t, url); is != want {
			t.Errorf("killed at write %d and opened again it is\n%s\nwant\n%s", write, is, want)
		}
	}
	if killed < 4 {
		t.Errorf("%d processes were killed in the middle, want some", killed)
	}
}

// red checks that a server says it is not ready, and why.
func red(t *testing.T, base string) {
	t.Helper()
	client := http.Client{Timeout: 10 * time.Second}
	res, err := client.Get(base + "/readyz")
	must(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	var said struct {
		Failing []struct{ Part, Detail string }
	}
	must(t, json.Unmarshal(body, &said))
	if res.StatusCode != http.StatusServiceUnavailable || len(said.Failing) == 0 || !strings.Contains(said.Failing[0].Detail, "disk") {
		t.Errorf("readiness answered %d %s, want 503 that names the disk", res.StatusCode, body)
	}
}

// strace finds the program that lets the system fail on demand.
func strace(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("strace is missing: a failing disk was not tested")
	}
	t.Skip("A FAILING DISK WAS NOT TESTED: install strace")
	return ""
}
