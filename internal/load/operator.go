package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// imports measures the public data set from the file to caught-up folds.
func (b *bench) imports(ctx context.Context, args []string) error {
	file := filepath.Join(os.Getenv("SARTOR_TEST_DATA"), "online_retail", "online_retail.csv.gz")
	b.flags.StringVar(&file, "file", file, "online-retail's file")
	if err := b.parse(args); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(b.dir, "online-retail")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	p, err := b.sartor(ctx, "import", "online-retail", file, "--db", "sqlite:"+filepath.Join(folder, "shop.db"), "--json",
		"--consent", "profile,offers", "--proof", "load test")
	if err != nil {
		return err
	}
	out, err := decoded[struct{ Lines, Receipts int }](p)
	b.row("import online-retail", fmt.Sprintf("%.1f s, %.1f s CPU, %s; %d lines, %d receipts", p.wall.Seconds(), p.cpu.Seconds(), p.peak(), out.Lines, out.Receipts), "≤ 15 s")
	return err
}

// learn measures one run of learning over the filled database: until the new
// snapshot stands, by the run's own report, and until every customer's outlook
// is made by it, which is what follows.
func (b *bench) learn(ctx context.Context, args []string) error {
	if err := b.parse(args); err != nil {
		return err
	}
	p, err := b.sartor(ctx, "learn", "--db", b.db, "--json")
	if err != nil {
		return err
	}
	out, err := decoded[struct{ Seconds float64 }](p)
	if err != nil {
		return err
	}
	b.row("learn, until published", fmt.Sprintf("%.1f s", out.Seconds), "20 M lines: ≤ 20 s")
	b.row("outlooks and all else", fmt.Sprintf("%.1f s more", p.wall.Seconds()-out.Seconds), "")
	b.row("learn, all of it", fmt.Sprintf("%.1f s, %.1f s CPU, %s", p.wall.Seconds(), p.cpu.Seconds(), p.peak()), "≤ 2,048 MiB")
	b.row("its report", string(p.stdout), "")
	return nil
}

// serve measures the start of a server on the filled database, and its size.
func (b *bench) serve(ctx context.Context, args []string) error {
	if err := b.parse(args); err != nil {
		return err
	}
	server, err := b.start(ctx)
	if err != nil {
		return err
	}
	const settle = 15 * time.Second
	select {
	case <-ctx.Done():
	case <-time.After(settle):
	}
	now, err1 := server.status("VmRSS")
	peak, err2 := server.status("VmHWM")
	b.row("serve, ready after", server.ready.Round(time.Millisecond).String(), "≤ 3 s")
	b.row("serve, resident after 15 s", megabytes(now)+", "+megabytes(peak)+" peak", "≤ 1,024 MiB")
	rate, err3 := syncRate(b.dir)
	b.row("disk, synced 4 KiB writes", fmt.Sprintf("%.0f/s", rate), "")
	return errors.Join(err1, err2, err3, server.stop())
}

// size measures the binary and how long the demo takes to be there.
func (b *bench) size(ctx context.Context, args []string) error {
	if err := b.parse(args); err != nil {
		return err
	}
	path, err := b.binary(ctx)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.row("binary", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "≤ 40 MB")
	return b.demo(ctx, path)
}

// demo starts the demo in a new folder and waits for its line of JSON.
func (b *bench) demo(ctx context.Context, path string) error {
	const patience = 5 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	folder, err := os.MkdirTemp(b.dir, "demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cmd := exec.CommandContext(ctx, path, "demo", "--addr", b.addr, "--dir", folder, "--paused", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	signin := b.until(ctx, "/sign-in", begin)
	var line struct{ URL string }
	err = json.NewDecoder(stdout).Decode(&line)
	stands := time.Since(begin)
	_ = cmd.Process.Signal(syscall.SIGTERM) // measured; it may have failed already
	_, _ = io.Copy(io.Discard, stdout)
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	b.row("demo, sign-in page", signin.Round(time.Millisecond).String(), "≤ 5 s")
	b.row("demo, all of it", stands.Round(100*time.Millisecond).String(), "≤ 60 s")
	return nil
}

// until waits for the first 200 of a page.
func (b *bench) until(ctx context.Context, page string, begin time.Time) time.Duration {
	for ctx.Err() == nil {
		if b.answers(ctx, page) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(begin)
}
