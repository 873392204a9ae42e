package gate

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
)

func TestLanes_EachHasItsOwnBound(t *testing.T) {
	t.Parallel()
	refused := map[Lane]int{}
	l := NewLanes(func(lane Lane) { refused[lane]++ })
	var last func()
	for range factPlaces {
		leave, err := l.Enter(Facts)
		if err != nil {
			t.Fatal(err)
		}
		last = leave
	}
	if _, err := l.Enter(Facts); !fault.Is(err, fault.Unavailable) || refused[Facts] != 1 {
		t.Errorf("one more: got %v, refused %v", err, refused)
	}
	for _, lane := range []Lane{Tills, Desks, Large, Free} {
		if _, err := l.Enter(lane); err != nil {
			t.Errorf("%s starves: %v", lane, err)
		}
	}
	last()
	if _, err := l.Enter(Facts); err != nil {
		t.Errorf("a place given back is not taken: %v", err)
	}
	if got := l.InFlight(); got[Facts] != factPlaces || got[Tills] != 1 {
		t.Errorf("in flight %v", got)
	}
}

func TestAttempts_BothSidesOfTheBorder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := NewAttempts(time.Now)
		for range badCodes {
			a.Bad("S/1")
		}
		if a.Waits("S/1") {
			t.Error("20 bad codes close the place already")
		}
		a.Bad("S/1")
		if !a.Waits("S/1") || a.Waits("S/2") {
			t.Error("the 21st closes this place and no other")
		}
		time.Sleep(badMinute)
		if a.Waits("S/1") {
			t.Error("still closed after a minute")
		}
		for i := range 2 * badCodes { // one every 4 s never closes
			a.Bad("S/3")
			if a.Waits("S/3") {
				t.Fatalf("closed after %d slow ones", i)
			}
			time.Sleep(4 * time.Second)
		}
		for i := range mostPlaces + 1 {
			a.Bad(fmt.Sprint(i))
		}
		if len(a.bad) > mostPlaces {
			t.Errorf("%d places remembered", len(a.bad))
		}
	})
}

type countedTokens struct {
	asked int
	gone  bool
}

func (c *countedTokens) TokenByHash(context.Context, access.TokenHash) (access.APIToken, error) {
	c.asked++
	if c.gone {
		return access.APIToken{}, fault.New(fault.NotFound, "", "no such token")
	}
	return access.APIToken{ID: "tok_1"}, nil
}

func TestTokens_ForgetAfterFiveSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		behind := &countedTokens{}
		tokens := NewTokens(behind, time.Now)
		ask := func() error {
			_, err := tokens.TokenByHash(t.Context(), access.HashOf("x"))
			return err
		}
		for range 3 {
			if err := ask(); err != nil || behind.asked != 1 {
				t.Errorf("asked %d times, %v", behind.asked, err)
			}
		}
		behind.gone = true
		time.Sleep(tokenTime)
		for want := range 2 { // absence is not kept
			if err := ask(); !fault.Is(err, fault.NotFound) || behind.asked != want+2 {
				t.Errorf("asked %d times, %v", behind.asked, err)
			}
		}
	})
}
