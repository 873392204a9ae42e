package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sartor/internal/learn"
)

type learnCmd struct {
	dbFlag
	jsonFlag
	Back string `placeholder:"SNAPSHOT" help:"Publish a kept snapshot (snp_…) instead of learning."`
}

// Help shows examples.
func (learnCmd) Help() string {
	return `Examples:
  sartor learn
  sartor learn --json
  sartor learn --back snp_9x3 # the one before stands again, or a refused one after all

One run at a time: when one is under way already, its result is waited for.`
}

// Run learns from the whole journal and publishes when the gate lets it.
func (c *learnCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	if c.Back != "" {
		return errors.Join(chain.LearnBack(ctx, c.Back), done())
	}
	began := time.Now()
	id, report, err := chain.Learn(ctx)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(struct {
			Snapshot string `json:"snapshot"`
			learn.Report
		}{id.String(), report})
	}
	state := "published"
	if !report.Published {
		state = "refused"
	}
	fmt.Fprintf(w.stdout, "%s %s: %s\nfrom %s, %s, %s in %.1f s; with every customer's lists in %.1f s\n",
		id, state, report.Why, counted(report.Receipts, "receipt"), counted(report.Baskets, "basket"), counted(report.Customers, "customer"), report.Seconds, time.Since(began).Seconds())
	if report.Customers == 0 {
		w.note("warning: nobody agreed to a profile, so that only what stores sell was learned; declare what customers agreed to with serve or import --consent")
	}
	w.learnedParts(report)
	if !slices.ContainsFunc(report.Scores, func(s learn.ModelScore) bool { return s.Recall.High > 0 }) {
		w.note("note: too few later baskets to judge a model by; figures come with more receipts")
		return nil
	}
	for _, s := range report.Scores {
		fmt.Fprintf(w.stdout, "  %-28s Recall@10 %.4f (%.4f–%.4f)\n", s.Model, s.Recall.Value, s.Recall.Low, s.Recall.High)
	}
	return nil
}

// learnedParts says what became of the parts beside the habits.
func (w world) learnedParts(r learn.Report) {
	say := func(part string, o learn.Outcome, model string) {
		state := "none"
		switch {
		case o.New:
			state = "new " + model
		case o.Kept:
			state = "kept " + model
		}
		fmt.Fprintf(w.stdout, "  %-10s %s: %s\n", part, strings.TrimSpace(state), o.Why)
	}
	if r.Lifetime != nil {
		say("lifetime", r.Lifetime.Outcome, r.Lifetime.Model)
		if r.Lifetime.Drift.Alarm {
			w.note("warning: %s; are customers, or what is filed under them, changing?", r.Lifetime.Drift.Why)
		}
	}
	if r.Season != nil {
		say("seasons", r.Season.Outcome, "")
	}
	if r.Wants != nil {
		say("next", r.Wants.Outcome, r.Wants.Name)
	}
}
