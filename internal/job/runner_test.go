package job

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// start runs a runner until the returned function is called.
func start(t *testing.T, r *Runner) (stop func()) {
	t.Helper()
	r.Now = time.Now
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		r.Run(ctx)
		close(done)
	}()
	return func() {
		cancel()
		<-done
	}
}

func at() retail.Micros { return retail.MicrosOf(time.Now()) }

// drain prints what lies in a channel now.
func drain(from <-chan string) string {
	var out []string
	for range len(from) {
		out = append(out, <-from)
	}
	return fmt.Sprint(out)
}

func TestRunner_DoesWhatWaitsOldestFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := at()
		store := newMemory(New("b", "count", "2", now-1), New("a", "count", "1", now-2), New("later", "count", "3", now+5_000_000), New("other", "unknown", "", now))
		done := make(chan string, 10)
		stop := start(t, &Runner{Store: store, Owner: "one", Works: map[string]Work{"count": func(_ context.Context, j Job, _ Save) error {
			done <- j.ID + j.Progress
			return nil
		}}})
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if got := drain(done); got != "[a1 b2]" {
			t.Errorf("got %s after four seconds", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		stop()
		if got := drain(done); got != "[later3]" || store.is("a").State != Done || store.is("other").State != Waiting {
			t.Errorf("got %s, a %v, other %v", got, store.is("a").State, store.is("other").State)
		}
	})
}

func TestRunner_ALongJobKeepsItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "", at()))
		var runs atomic.Int32
		works := map[string]Work{"slow": func(ctx context.Context, _ Job, _ Save) error {
			runs.Add(1)
			select {
			case <-time.After(10 * time.Minute):
			case <-ctx.Done():
			}
			return ctx.Err()
		}}
		stop1 := start(t, &Runner{Store: store, Owner: "one", Works: works})
		stop2 := start(t, &Runner{Store: store, Owner: "two", Works: works, Parallel: 3})
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		stop1()
		stop2()
		if j := store.is("a"); j.State != Done || runs.Load() != 1 || j.Attempts != 1 {
			t.Errorf("ran %d times: %+v", runs.Load(), j)
		}
	})
}

func TestRunner_ContinuesAfterADeath(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dead := New("a", "count", "7", at()) // saved by a process that then died
		dead = dead.claimed("dead/0", at(), 30*time.Second)
		store := newMemory(dead)
		var from string
		var began time.Time
		born := time.Now()
		stop := start(t, &Runner{Store: store, Owner: "next", Works: map[string]Work{"count": func(ctx context.Context, j Job, save Save) error {
			from, began = j.Progress, time.Now()
			return save(ctx, "8", "eight of eight")
		}}})
		time.Sleep(40 * time.Second)
		synctest.Wait()
		stop()
		j := store.is("a")
		if from != "7" || began.Sub(born) < 30*time.Second || began.Sub(born) > 32*time.Second {
			t.Errorf("went on from %q after %v, want 7 once the lease of 30 s ended", from, began.Sub(born))
		}
		if j.State != Done || j.Progress != "8" || j.Message != "eight of eight" || j.Attempts != 2 {
			t.Errorf("got %+v", j)
		}
	})
}

func TestRunner_StopsWithItsContextAndGivesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "0", at()))
		works := map[string]Work{"slow": func(ctx context.Context, _ Job, save Save) error {
			if err := save(ctx, "5", "half way"); err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		}}
		stop := start(t, &Runner{Store: store, Owner: "one", Works: works})
		time.Sleep(time.Second)
		synctest.Wait()
		stop()
		if j := store.is("a"); j.State != Waiting || j.Owner != "" || j.Attempts != 0 || j.Progress != "5" || !j.claimable(at()) {
			t.Errorf("got %+v, want it free at once, from 5, without an attempt counted", j)
		}
	})
}

func TestRunner_GivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		crashing := New("crash", "fail", "", at())
		crashing.Attempts = 5 // five runners died of it
		store := newMemory(New("retry", "fail", "", at()), New("never", "refuse", "", at()), New("broken", "panic", "", at()), crashing)
		var tries atomic.Int32
		stop := start(t, &Runner{Store: store, Owner: "one", Works: map[string]Work{
			"fail":   func(context.Context, Job, Save) error { tries.Add(1); return errors.New("disk") },
			"refuse": func(context.Context, Job, Save) error { return fault.New(fault.Invalid, "bad", "no such file") },
			"panic":  func(context.Context, Job, Save) error { panic("index out of range") },
		}})
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		stop()
		if tries.Load() != 5 || store.is("retry").Attempts != 5 {
			t.Errorf("tried %d times, want 5", tries.Load())
		}
		for id, attempts := range map[string]int{"retry": 5, "never": 1, "broken": 5, "crash": 5} {
			if j := store.is(id); j.State != Failed || j.Attempts != attempts || j.Message == "" {
				t.Errorf("%s: got %+v, want failed after %d", id, j, attempts)
			}
		}
		if got := store.is("never").Message; got != "no such file" {
			t.Errorf("got %q", got)
		}
	})
}

func TestRunner_AStoppedJobIsToldSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "", at()))
		var ended time.Time
		stop := start(t, &Runner{Store: store, Owner: "one", Works: map[string]Work{"slow": func(ctx context.Context, _ Job, save Save) error {
			<-ctx.Done()
			ended = time.Now()
			if err := save(ctx, "x", ""); err == nil {
				t.Error("saved after the job was stopped")
			}
			return nil
		}}})
		time.Sleep(time.Second)
		synctest.Wait()
		asked := time.Now()
		if _, err := Stop(t.Context(), store, "a", at()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if j := store.is("a"); j.State != Stopped || ended.Sub(asked) > 10*time.Second || ended.IsZero() {
			t.Errorf("got %+v, the work ended %v later", j, ended.Sub(asked))
		}
	})
}

func TestRunner_ABrokenStoreIsWaitedOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "", at()))
		var told atomic.Int32
		stop := start(t, &Runner{
			Store: store, Owner: "one", Told: func(_ Job, err error) {
				if err != nil {
					told.Add(1)
				}
			},
			Works: map[string]Work{"slow": func(ctx context.Context, _ Job, _ Save) error {
				select {
				case <-time.After(2 * time.Minute):
				case <-ctx.Done():
				}
				return ctx.Err()
			}},
		})
		time.Sleep(15 * time.Second)
		synctest.Wait()
		store.breakDown(errors.New("disk")) // for one beat of ten seconds
		time.Sleep(8 * time.Second)
		synctest.Wait()
		store.breakDown(nil)
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		stop()
		if j := store.is("a"); j.State != Done || j.Attempts != 1 || told.Load() != 1 {
			t.Errorf("got %+v, told %d times; want one lost beat and nothing else", j, told.Load())
		}
	})
}

// A lost beat is told with the job as it was then, while the work goes on
// saving: the race detector sees the two meet.
func TestRunner_TellsALostBeatBesideASave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "0", at()))
		told := make(chan string, 10)
		stop := start(t, &Runner{
			Store: store, Owner: "one", Told: func(j Job, err error) {
				if err != nil {
					told <- j.Progress
				}
			},
			Works: map[string]Work{"slow": func(ctx context.Context, _ Job, save Save) error {
				store.breakDown(errors.New("disk"))
				time.Sleep(15 * time.Second) // one beat of ten seconds
				store.breakDown(nil)
				return save(ctx, "1", "")
			}},
		})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if got := drain(told); got != "[0]" || store.is("a").State != Done || store.is("a").Progress != "1" {
			t.Errorf("told %s, then %+v; want one lost beat at 0, then done at 1", got, store.is("a"))
		}
	})
}

// TestRunner_NeverTwoAtOnce lets four runners, some of them stalling longer
// than their lease, add up numbers. Each step is saved only by the one that
// holds the job, so every number is counted once.
func TestRunner_NeverTwoAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// A stall also fails the others' saves, so jobs in step could hit the
		// same one for ever; a network that is mended in the end bounds that.
		const steps, jobs, mended = 30, 4, 30
		store := newMemory()
		for i := range jobs {
			if err := store.AddJob(t.Context(), New(strconv.Itoa(i), "add", "0", at())); err != nil {
				t.Fatal(err)
			}
		}
		var stalls, saved atomic.Int32
		work := func(ctx context.Context, j Job, save Save) error {
			n, err := strconv.Atoi(j.Progress)
			for ; err == nil && n < steps; n++ {
				time.Sleep(time.Duration(n%7) * time.Second)
				if n%11 == 5 && stalls.Add(1)%3 == 0 && stalls.Load() <= mended { // the whole process hangs: no beat either
					store.breakDown(errors.New("network"))
					time.Sleep(time.Minute)
					store.breakDown(nil)
				}
				if err = save(ctx, strconv.Itoa(n+1), ""); err == nil {
					saved.Add(1)
				}
			}
			return err
		}
		var stops []func()
		for i := range 4 {
			stops = append(stops, start(t, &Runner{Store: store, Owner: "r" + strconv.Itoa(i), Works: map[string]Work{"add": work}, Attempts: 100}))
		}
		time.Sleep(4 * time.Hour)
		synctest.Wait()
		for _, stop := range stops {
			stop()
		}
		for i := range jobs {
			if j := store.is(strconv.Itoa(i)); j.State != Done || j.Progress != strconv.Itoa(steps) {
				t.Errorf("job %d: got %+v", i, j)
			}
		}
		if saved.Load() != steps*jobs || stalls.Load() < 3 {
			t.Errorf("saved %d steps with %d stalls, want %d", saved.Load(), stalls.Load(), steps*jobs)
		}
	})
}

// late answers every look at the open jobs with rows that change before the
// reader can act on them: their owner gives a sign of life just then.
type late struct{ *memory }

func (l late) OpenJobs(ctx context.Context, kinds []string, limit int) ([]Job, error) {
	out, err := l.memory.OpenJobs(ctx, kinds, limit)
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, j := range l.jobs {
		j.Lease = at() + 30_000_000
		l.jobs[id] = j
	}
	return out, err
}

func TestRunner_ASignOfLifeBeatsAClaim(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := late{newMemory(Job{ID: "a", Kind: "slow", State: Running, Owner: "other", Attempts: 1, Lease: at()})}
		stop := start(t, &Runner{Store: store, Owner: "thief", Works: map[string]Work{"slow": func(context.Context, Job, Save) error {
			t.Error("took a job whose owner had just given a sign of life")
			return nil
		}}})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		stop()
		if j := store.is("a"); j.Owner != "other" || j.Attempts != 1 {
			t.Errorf("got %+v", j)
		}
	})
}

func TestRunner_WorkStopsWhenItsLeaseRanOutUnanswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMemory(New("a", "slow", "", at()))
		began, ended := time.Now(), time.Time{}
		stop := start(t, &Runner{Store: store, Owner: "one", Works: map[string]Work{"slow": func(ctx context.Context, _ Job, _ Save) error {
			store.breakDown(errors.New("network")) // and it stays away
			<-ctx.Done()
			ended = time.Now()
			return ctx.Err()
		}}})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if d := ended.Sub(began); ended.IsZero() || d < 30*time.Second || d > 40*time.Second {
			t.Errorf("the work ended after %v; another may hold its job from 30 s on", d)
		}
	})
}
