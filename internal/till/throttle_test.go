package till

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"sartor/internal/retail"
)

// More than 20 bad codes a minute from one till: its codes wait a minute, its
// sales close, other tills are not held up.
func TestThrottle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, thanks())
		s.now = time.Now() // the bubble's, far from the promotions' days
		s.clock = time.Now
		held := s.hand()
		n := 0
		present := func(till retail.TillID, code string) string {
			n++
			s.now = time.Now()
			call := s.sale(fmt.Sprintf("R%d", n), code)
			call.Receipt.Till = till
			a, _ := s.closed(call)
			if len(a.Rejected) != 1 {
				t.Fatalf("%s: %+v", code, a)
			}
			return a.Rejected[0].Reason
		}
		for i := range badCodes {
			if got := present("T1", "no such code"); got != "unknown" {
				t.Fatalf("bad code %d: %s", i+1, got)
			}
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if got := present("T1", "no such code"); got != "unknown" { // the 21st within the minute is looked at, and closes
			t.Errorf("the 21st: %s", got)
		}
		if got := present("T1", held); got != "try_later" {
			t.Errorf("after 21 in a minute: %s, want try_later", got)
		}
		if got := present("T2", "no such code"); got != "unknown" {
			t.Errorf("another till: %s", got)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if got := present("T1", held); got != "try_later" {
			t.Errorf("just before the minute is over: %s", got)
		}
		time.Sleep(time.Nanosecond)
		if got := present("T1", "no such code"); got != "unknown" {
			t.Errorf("after the minute: %s", got)
		}
	})
}

// A sale that loses races is decided again: its bad codes count once, and its
// good one is not held up by them.
func TestThrottle_ASaleThatIsDecidedAgainCountsOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand()
	s.store.refuse = make([]Refused, tries-1)
	call := s.sale("R1", "a", "b", "c", "d", "e", held)
	if a, _ := s.closed(call); len(a.Redeemed) != 1 || len(a.Rejected) != 5 || a.Rejected[0].Reason != "unknown" {
		t.Errorf("got %+v, want one redeemed and five unknown", a)
	}
	if s.Waits("S1/T1") {
		t.Error("five bad codes closed the till")
	}
}

// Twenty in a minute, and again twenty in the next, hold nobody up.
func TestThrottle_CountsByTheMinute(t *testing.T) {
	t.Parallel()
	th, now := newThrottle(), time.Unix(0, 0)
	for range 3 {
		for range badCodes {
			th.bad("a", now)
		}
		if now = now.Add(time.Minute); th.closed("a", now.Add(-time.Nanosecond)) {
			t.Fatal("twenty closed the till")
		}
	}
	for i := range mostTills + 10 {
		th.bad(fmt.Sprint(i), now)
	}
	if len(th.counts) > mostTills {
		t.Errorf("%d tills remembered", len(th.counts))
	}
}
