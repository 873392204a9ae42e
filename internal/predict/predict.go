// Package predict owns predictions from file to file: an analyst's purchases in,
// what is expected of each customer or series out, without a database or a server. It reads
// CSV, plain or gzip, asks the kernels and writes CSV and a report.
//
// It refuses to guess about input: a cell that does not hold ends the run with its
// line and column, before anything is written. Invariants and their tests: the
// output is byte-equal for any number of workers (TestLifetime_SameForAnyWorkers)
// and any order of rows (TestLifetime_OrderOfRowsDoesNotShow,
// TestHabit_SameForAnyWorkersAndOrderOfRows,
// TestDemand_SameForAnyWorkersAndOrderOfRows); nothing after the
// last known day is looked at (TestLifetime_LaterRowsAreNotRead); a file appears
// whole or not at all (TestOutput_WholeOrNotAtAll); no NaN is ever written
// (TestLifetime_AwkwardChains, TestDemand_AwkwardSeries).
package predict

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Streams are what "-" stands for.
type Streams struct {
	In  io.Reader
	Out io.Writer
}

// Progress is how far a prediction has come. Total is 0 where it is not known.
type Progress struct {
	Stage       string
	Done, Total int64
}

// Say takes in progress; it is called from one goroutine, often.
type Say func(Progress)

// stdio is the path of standard input and output.
const stdio = "-"

func (s Say) stage(format string, args ...any) {
	if s != nil {
		s(Progress{Stage: fmt.Sprintf(format, args...)})
	}
}

// counter tells how much of a file was read.
type counter struct {
	in    io.Reader
	stage string
	done  int64
	total int64
	say   Say
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.done += int64(n)
	c.say(Progress{Stage: c.stage, Done: c.done, Total: c.total})
	return n, err
}

// clock measures the stages of a prediction while it passes progress on.
type clock struct {
	now    func() time.Time
	pass   Say
	began  time.Time
	since  time.Time
	stage  string
	stages map[string]float64 // seconds
}

func newClock(now func() time.Time, say Say) *clock {
	at := now()
	return &clock{now: now, pass: say, began: at, since: at, stage: "reading", stages: map[string]float64{}}
}

func (c *clock) say(p Progress) {
	if p.Stage != c.stage {
		c.turn(p.Stage)
	}
	if c.pass != nil {
		c.pass(p)
	}
}

func (c *clock) turn(stage string) {
	at := c.now()
	c.stages[c.stage] += at.Sub(c.since).Seconds()
	c.stage, c.since = stage, at
}

func (c *clock) end() (seconds float64, stages map[string]float64) {
	c.turn("")
	return c.since.Sub(c.began).Seconds(), c.stages
}

func packed(path string) bool { return strings.HasSuffix(strings.ToLower(path), ".gz") }
