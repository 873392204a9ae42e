package upkeep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// When the doctor says that something is not well.
const (
	leastFree     = 512 << 20          // bytes; the log alone may need as much for a moment
	mostBehind    = 50_000             // entries: minutes of work for a fold that runs
	mostAhead     = time.Hour          // far beyond what a till's clock may be ahead: then ours is wrong
	oldestLearned = 7 * 24 * time.Hour // it learns by itself every night that brings receipts
	doctorSetting = "doctor"
)

// Symptom is one thing that was looked at.
type Symptom struct {
	Name   string `json:"check"`
	Well   bool   `json:"ok"`
	Detail string `json:"detail"`
	Mend   string `json:"mend,omitempty"` // what to do when it is not well
}

// Patient is what the doctor looks at; Failure says why the chain did not open.
type Patient struct {
	Chain   *server.Chain
	URL     string
	Failure error
}

// Examine looks at everything a chain needs to run, and says what to do about
// what is not well.
func Examine(ctx context.Context, p Patient) (all []Symptom, well bool) {
	looks := []func(context.Context) Symptom{p.space}
	if p.Chain == nil {
		looks = append(looks, p.closed)
	} else {
		looks = append(looks, p.writes, p.schema, p.sync, p.keys, p.clock, p.folds, p.learned, p.owner)
	}
	well = true
	for _, look := range looks {
		s := look(ctx)
		if s.Well {
			s.Mend = ""
		}
		all, well = append(all, s), well && s.Well
	}
	return all, well
}

// closed says why the chain does not open.
func (p Patient) closed(context.Context) Symptom {
	s := Symptom{Name: "database", Detail: p.Failure.Error(), Mend: "see what it says; \"sartor restore\" brings a backup back"}
	if e, ok := errors.AsType[*fault.Error](p.Failure); ok && e.Hint != "" {
		s.Detail = e.Hint
	}
	switch fault.CodeOf(p.Failure) {
	case "key_missing", "key_broken", "key_wrong":
		s.Name, s.Mend = "keys", "put the key file of this database back (docs/runbooks/lost-key-file.md)"
	case "newer_schema":
		s.Name, s.Mend = "schema", "run the newer sartor that wrote it"
	}
	return s
}

func (p Patient) space(context.Context) Symptom {
	s := Symptom{Name: "disk", Well: true, Detail: "the rows lie on a server"}
	path := server.SQLitePath(p.URL)
	if path == "" {
		return s
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &fs); err != nil {
		return Symptom{Name: "disk", Detail: fmt.Sprintf("%s: %v", filepath.Dir(path), err), Mend: "give --db a folder that exists"}
	}
	free := int64(fs.Bavail) * fs.Bsize
	s.Well, s.Detail = free >= leastFree, fmt.Sprintf("%d MiB free in %s", free>>20, filepath.Dir(path))
	s.Mend = "make room before tills are refused (docs/runbooks/disk-full.md)"
	return s
}

func (p Patient) writes(ctx context.Context) Symptom {
	s := Symptom{Name: "database", Detail: "it takes writes and keeps them", Mend: "docs/runbooks/disk-full.md; nothing is accepted until it is mended and the server started again"}
	now := p.Chain.Clock().UTC().Format(time.RFC3339Nano)
	err := p.Chain.Check(ctx)
	if err == nil {
		err = p.Chain.DB.PutSetting(ctx, doctorSetting, now)
	}
	if err == nil {
		var kept string
		if kept, err = p.Chain.DB.Setting(ctx, doctorSetting); err == nil && kept != now {
			err = fmt.Errorf("what was written reads back as %q", kept)
		}
	}
	if s.Well = err == nil; !s.Well {
		s.Detail = err.Error()
	}
	return s
}

// Schema returns the number of the newest migration that was applied.
func Schema(ctx context.Context, c *server.Chain) (at int, err error) {
	_, err = engine.One(ctx, c.DB.Engine().Reader(), sql("schema"), nil, &at)
	return at, err
}

func (p Patient) schema(ctx context.Context) Symptom {
	s := Symptom{Name: "schema", Mend: "run \"sartor migrate\""}
	at, err := Schema(ctx, p.Chain)
	if s.Well, s.Detail = err == nil && at > 0, fmt.Sprintf("at migration %d, the newest this binary knows", at); err != nil {
		s.Detail = err.Error()
	}
	return s
}

func (p Patient) sync(ctx context.Context) Symptom {
	s := Symptom{Name: "sync", Mend: "set fsync and synchronous_commit to on: an answer to a till must be on disk"}
	var full int64
	err := p.Chain.DB.Engine().Write(ctx, engine.Bulk, func(tx *engine.Tx) error {
		_, err := engine.One(context.WithoutCancel(ctx), tx, sql("doctor.sync"), nil, &full, &s.Detail)
		return err
	})
	if s.Well = err == nil && full == 1; err != nil {
		s.Detail = err.Error()
	}
	return s
}

func (p Patient) keys(ctx context.Context) Symptom {
	s := Symptom{Name: "keys", Mend: "put the key file of this database back (docs/runbooks/lost-key-file.md)"}
	names, err := p.Chain.CheckKeys(ctx)
	if err != nil {
		s.Detail = err.Error()
		return s
	}
	info, err := os.Stat(p.Chain.KeyFile())
	if err != nil {
		s.Detail = err.Error()
		return s
	}
	if info.Mode().Perm()&0o077 != 0 {
		s.Detail, s.Mend = fmt.Sprintf("%s may be read by others", p.Chain.KeyFile()), "chmod 600 "+p.Chain.KeyFile()
		return s
	}
	s.Well, s.Detail = true, fmt.Sprintf("%s opens %s", p.Chain.KeyFile(), strings.Join(names, " and "))
	return s
}

func (p Patient) clock(ctx context.Context) Symptom {
	s := Symptom{Name: "clock", Mend: "set the machine's clock (timedatectl set-ntp true)"}
	var newest retail.Micros
	_, err := engine.One(ctx, p.Chain.DB.Engine().Reader(), sql("doctor.newest"), nil, &newest)
	if err != nil {
		s.Detail = err.Error()
		return s
	}
	now := p.Chain.Clock()
	if ahead := newest.Time().Sub(now); newest != 0 && ahead > mostAhead {
		s.Detail = fmt.Sprintf("it says %s, and a receipt was written %s later", now.UTC().Format(time.RFC3339), ahead.Round(time.Second))
		return s
	}
	s.Well, s.Detail = true, now.UTC().Format(time.RFC3339)+", not behind the journal"
	return s
}

func (p Patient) folds(ctx context.Context) Symptom {
	s := Symptom{Name: "folds", Mend: "let \"sartor serve\" run: it catches up by itself; \"sartor rebuild\" makes them anew"}
	behind, err := p.Chain.DB.Behind(ctx, mostBehind+1)
	if s.Well, s.Detail = err == nil && behind <= mostBehind, fmt.Sprintf("%d entries behind the journal", behind); err != nil {
		s.Detail = err.Error()
	}
	return s
}

func (p Patient) learned(ctx context.Context) Symptom {
	s := Symptom{Name: "learning", Mend: "run \"sartor learn\" and read what it says"}
	wait, err := p.Chain.LearnWait(ctx)
	if err != nil {
		s.Detail = err.Error()
		return s
	}
	if wait.Learned == 0 {
		s.Well, s.Detail = wait.Fresh < wait.Needed(), fmt.Sprintf("nothing learned yet; %d receipts of %d that start it", wait.Fresh, wait.Needed())
		return s
	}
	age := wait.Now.Sub(wait.Last)
	s.Well = age < oldestLearned || wait.Fresh == 0
	s.Detail = fmt.Sprintf("last learned %s ago from %d receipts; %d new since", age.Round(time.Minute), wait.Learned, wait.Fresh)
	return s
}

func (p Patient) owner(context.Context) Symptom {
	s := Symptom{Name: "lock", Well: true, Detail: "the rows lie on a server"}
	if path := server.SQLitePath(p.URL); path != "" {
		text, err := os.ReadFile(path + ".lock")
		pid, socket, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		s.Well, s.Detail = err == nil, fmt.Sprintf("process %s owns the file", pid)
		switch {
		case socket != "":
			s.Detail = fmt.Sprintf("the server, process %s, owns the file and runs commands at %s", pid, socket)
		case pid == strconv.Itoa(os.Getpid()):
			s.Detail = "nobody had the file: no server runs on it"
		}
		if err != nil {
			s.Detail, s.Mend = err.Error(), "stop whatever removed the lock file, and the server"
		}
	}
	return s
}
