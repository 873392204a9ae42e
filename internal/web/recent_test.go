package web

import (
	"slices"
	"strconv"
	"sync"
	"testing"
)

func all(int) bool { return true }

func TestRecent_SlowReadersMissAndHoldNothing(t *testing.T) {
	t.Parallel()
	r := NewRecent[int]("b")
	at := r.Newest()
	for i := range 3 * recentKept {
		r.Publish(i) // waits for nobody, though nobody looks
	}
	got, next := r.After(at, 2*recentKept, all)
	if len(got) != recentKept || got[0] != 2*recentKept || got[recentKept-1] != 3*recentKept-1 {
		t.Errorf("%d values from %d to %d", len(got), got[0], got[len(got)-1])
	}
	if again, same := r.After(next, 9, all); len(again) != 0 || same != next {
		t.Errorf("nothing came, and yet %v", again)
	}
	r.Publish(-1)
	r.Publish(-2)
	if got, _ := r.After(next, 9, all); !slices.Equal(got, []int{-1, -2}) {
		t.Errorf("got %v", got)
	}
	if got, _ := r.After(next, 1, all); !slices.Equal(got, []int{-2}) {
		t.Errorf("the newest one: got %v", got)
	}
	if got, _ := r.After(next, 9, func(v int) bool { return v == -1 }); !slices.Equal(got, []int{-1}) {
		t.Errorf("the wanted one: got %v", got)
	}
}

func TestRecent_IdsThatNameNothing(t *testing.T) {
	t.Parallel()
	r := NewRecent[int]("b")
	for i := range 5 {
		r.Publish(i)
	}
	for _, id := range []string{"", "a-4", "b-", "b-x", "b--1", "b-6", "b-99999999999999999999", "4", "b-4\n"} {
		if got, next := r.After(id, 3, all); !slices.Equal(got, []int{2, 3, 4}) || next != "b-5" {
			t.Errorf("%q: got %v, %s", id, got, next)
		}
	}
}

func TestRecent_PlacesAreBounded(t *testing.T) {
	t.Parallel()
	r := NewRecent[int]("b")
	for i := range readersOfEach {
		if _, _, ok := r.Join("one"); !ok {
			t.Fatalf("page %d had no place", i)
		}
	}
	if _, _, ok := r.Join("one"); ok {
		t.Errorf("more than %d pages of one session", readersOfEach)
	}
	var leave []func()
	for i := r.Readers(); i < mostReaders; i++ {
		away, _, ok := r.Join(strconv.Itoa(i))
		if !ok {
			t.Fatalf("reader %d had no place", i)
		}
		leave = append(leave, away)
	}
	if _, _, ok := r.Join("late"); ok || r.Readers() != mostReaders {
		t.Errorf("reader beyond the limit, %d look", r.Readers())
	}
	leave[0]()
	leave[0]() // twice is once
	if _, ended, ok := r.Join("late"); !ok || ended == nil {
		t.Error("a place that was left is free")
	}
	r.Close()
	r.Close()
	if _, _, ok := r.Join("later"); ok {
		t.Error("a closed list takes nobody")
	}
}

func TestRecent_ManyAtOnce(t *testing.T) {
	t.Parallel()
	r := NewRecent[int]("b")
	var wg sync.WaitGroup
	for who := range 8 {
		wg.Go(func() {
			for i := range 500 {
				r.Publish(i)
			}
		})
		wg.Go(func() {
			leave, _, ok := r.Join(strconv.Itoa(who))
			if !ok {
				t.Error("no place")
				return
			}
			defer leave()
			at := ""
			for range 500 {
				_, at = r.After(at, 7, all)
			}
		})
	}
	wg.Wait()
	if r.Readers() != 0 || r.Newest() != "b-4000" {
		t.Errorf("%d readers left, newest %s", r.Readers(), r.Newest())
	}
}

// BenchmarkRecent_Publish is what a till's receipt costs the console with so many
// pages open: nothing is woken, so it is the same.
func BenchmarkRecent_Publish(b *testing.B) {
	for _, readers := range []int{0, mostReaders} {
		b.Run(strconv.Itoa(readers), func(b *testing.B) {
			r := NewRecent[int]("b")
			for i := range readers {
				r.Join(strconv.Itoa(i))
			}
			for i := range b.N {
				r.Publish(i)
			}
		})
	}
}
