package job

import (
	"errors"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

func TestClaimable_BothSidesOfTheLease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state State
		lease retail.Micros
		want  bool
	}{
		{Waiting, 100, true}, {Waiting, 101, false},
		{Running, 100, true}, {Running, 101, false},
		{Done, 0, false}, {Failed, 0, false}, {Stopped, 0, false},
	} {
		if got := (Job{State: c.state, Lease: c.lease}).claimable(100); got != c.want {
			t.Errorf("%s until %d at 100: got %v, want %v", c.state, c.lease, got, c.want)
		}
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	j := Job{State: Running, Owner: "a", Attempts: 2, Lease: 5, Progress: "{}"}
	for _, c := range []struct {
		name  string
		err   error
		most  int
		state State
		lease retail.Micros
	}{
		{"done", nil, 5, Done, 100},
		{"may work later", errors.New("disk"), 3, Waiting, 100 + 2_000_000},
		{"last attempt", errors.New("disk"), 2, Failed, 100},
		{"will never work", fault.New(fault.Invalid, "x", "wrong"), 5, Failed, 100},
		{"busy", fault.New(fault.Unavailable, "x", "later"), 5, Waiting, 100 + 2_000_000},
	} {
		got := j.ended(c.err, 100, c.most)
		if got.State != c.state || got.Lease != c.lease || got.Owner != "" || got.Progress != "{}" || got.Updated != 100 {
			t.Errorf("%s: got %+v", c.name, got)
		}
		if (got.Message == "") != (c.err == nil) {
			t.Errorf("%s: message %q", c.name, got.Message)
		}
	}
	if got := j.ended(errors.New("/var/secret"), 100, 2).Message; got != "failed (internal); the log of that time says why" {
		t.Errorf("the cause is shown: %q", got)
	}
}

func TestPause_DoublesToABound(t *testing.T) {
	t.Parallel()
	for attempt, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 9: 256 * time.Second, 10: 5 * time.Minute, 1 << 40: 5 * time.Minute,
	} {
		if got := pause(attempt); got != want {
			t.Errorf("after %d: got %v, want %v", attempt, got, want)
		}
	}
}

func TestOnce_OneRowWhoeverAsks(t *testing.T) {
	t.Parallel()
	store := newMemory()
	first, err := Once(t.Context(), store, New("job_learn", "learn", `{"n":1}`, 10))
	if err != nil || first.State != Waiting || first.Progress != `{"n":1}` {
		t.Fatalf("got %+v, %v", first, err)
	}
	second, err := Once(t.Context(), store, New("job_learn", "learn", `{"n":2}`, 20))
	if err != nil || second != first {
		t.Errorf("an open job was replaced: %+v, %v", second, err)
	}
	ended := first
	ended.State, ended.Attempts = Failed, 5
	store.jobs["job_learn"] = ended
	third, err := Once(t.Context(), store, New("job_learn", "learn", `{"n":3}`, 30))
	if err != nil || third.Progress != `{"n":3}` || third.Attempts != 0 || store.is("job_learn") != third {
		t.Errorf("an ended job did not start anew: %+v, %v", third, err)
	}
	store.breakDown(errors.New("disk"))
	if _, err := Once(t.Context(), store, New("other", "learn", "", 40)); fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	running := Job{ID: "a", State: Running, Owner: "x", Lease: 5}
	store := newMemory(running, Job{ID: "b", State: Done, Message: "42 lines"})
	if j, err := Stop(t.Context(), store, "a", 9); err != nil || j.State != Stopped || store.is("a").State != Stopped || j.Owner != "" {
		t.Errorf("got %+v, %v", j, err)
	}
	if j, err := Stop(t.Context(), store, "b", 9); err != nil || j.State != Done || j.Message != "42 lines" {
		t.Errorf("a job that has ended was changed: %+v, %v", j, err)
	}
	if _, err := Stop(t.Context(), store, "c", 9); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

// What a dead process held is free at once, and its attempts still count.
func TestOrphaned(t *testing.T) {
	t.Parallel()
	held := Job{ID: "a", Kind: "x", State: Running, Owner: "dead", Lease: 1 << 50, Attempts: 3}
	later := Job{ID: "b", Kind: "x", State: Waiting, Lease: 1 << 50}
	other := Job{ID: "c", Kind: "y", State: Running, Owner: "alive", Lease: 1 << 50}
	m := newMemory(held, later, other)
	if err := Orphaned(t.Context(), m, []string{"x"}, 7); err != nil {
		t.Fatal(err)
	}
	if got := m.jobs["a"]; got.State != Waiting || got.Owner != "" || got.Lease != 7 || got.Attempts != 3 {
		t.Errorf("the orphan is %+v", got)
	}
	if m.jobs["b"] != later || m.jobs["c"] != other {
		t.Errorf("others changed: %+v, %+v", m.jobs["b"], m.jobs["c"])
	}
}
