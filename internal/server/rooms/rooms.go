// Package rooms joins the console to the open chain: it fulfils the reads and
// commands of internal/console over rows, and keeps the figures of the running
// day. It hands over plain values; words and numbers for people are console's.
package rooms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/console/house"
	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/learn"
	"sartor/internal/model/habit"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/bench"
	"sartor/internal/web"
)

// Options are what a command says about the console.
type Options struct {
	BehindTLS bool                   // cookies are marked Secure
	Notice    string                 // shown on every screen, "" for none
	Simulated *view.Simulated        // the data are, and said so in each page's language; nil: they are not
	Links     *Links                 // one-click sign-ins, for the demo; nil: none
	Preparing func() *view.Preparing // how far a chain in the making is; nil: it stands
	Waits     []bench.Adds           // what other rooms lay on the bench
	Version   string
}

// Config joins the console to the parts behind it.
func Config(c *server.Chain, t *Tally, o Options) console.Config {
	r := rooms{Chain: c, tally: t, Options: o}
	return console.Config{
		Scene: r.scene, Days: days{t, o.Waits}, Customers: people{c, t}, Vouchers: people{c, t}, Promotions: r, ChainData: r, Declares: r, Segments: r, Commands: r, Staff: r, House: house.Of(c.Staff()),
		Sessions: web.Keeper{Sessions: c.DB, Now: c.Clock, BehindTLS: o.BehindTLS}, Ticker: t.recent, Live: t, Now: c.Clock,
		Finder: finder{c, people{c, t}, &names{}}, Shelf: desk{c}, Logbook: desk{c}, StorePages: r,
		Templates: edits(c), Locals: locals(c),
	}
}

// rooms reads promotions, learning and settings, and runs commands.
type rooms struct {
	*server.Chain
	Options
	tally *Tally
}

// scene is what stands around every page right now: a chain in the making gets
// its name and its stores only later.
func (r rooms) scene() view.Scene {
	out := view.Scene{Chain: r.Sight().Chain.Name, Notice: r.Notice, Simulated: r.Simulated, Zone: r.DB.Catalogue().Location(1), Newest: r.tally.Newest()}
	if r.Preparing != nil {
		out.Preparing = r.Preparing()
	}
	return out
}

// Learn is what stands learned.
func (r rooms) Learn(ctx context.Context) (view.Learn, error) {
	out := view.Learn{AsOf: r.Clock(), Runs: []view.Run{}, Scores: []view.Score{}, Seasons: r.seasonsLearned()}
	runs, err := r.DB.Snapshots(ctx, 20)
	if err != nil {
		return out, err
	}
	for i := range runs {
		report, err := learn.ReadReport(runs[i].Report)
		if err != nil {
			return out, fmt.Errorf("snapshot %s: %w", runs[i].ID, err)
		}
		run := runOf(&runs[i], &report)
		out.Runs = append(out.Runs, run)
		if runs[i].State == "standing" {
			out.Standing = run
			out.Counts = view.Counts{
				Customers: int64(report.Customers), Receipts: report.Receipts, Lines: int64(report.Lines), Products: int64(report.Products),
				Stores: int64(len(r.DB.Catalogue().Stores) - 1),
			}
			out.Counts.To, _ = retail.ParseDay(report.LastDay) // our own words
			out.Parts, out.Drift = partsOf(&report)
			out.Reliability = reliabilityOf(&report)
			for k, s := range report.Scores {
				out.Scores = append(out.Scores, view.Score{Model: s.Model, Metric: "recall_10", Value: interval(s.Recall, s.Customers), Chosen: k == 0, Baseline: k == len(report.Scores)-1})
			}
		}
	}
	if out.Contests, err = r.contests(ctx); err != nil {
		return out, err
	}
	wait, err := r.tally.costly.Fresh(ctx)
	if err != nil {
		return out, err
	}
	out.New, out.Needed = wait.Fresh, wait.Needed()
	run, open, err := r.Learning(ctx)
	if open {
		out.Running, out.Progress = view.Run{State: view.RunRunning, Started: run.Since}, run.Share
	}
	return out, err
}

func interval(e habit.Estimate, n int) view.Interval {
	return view.Interval{Low: e.Low, Mid: e.Value, High: e.High, N: int64(n)}
}

func runOf(row *db.SnapshotRow, report *learn.Report) view.Run {
	run := view.Run{
		Snapshot: row.ID.String(), State: view.RunPublished, Started: row.Created.Time(), Took: time.Duration(report.Seconds * float64(time.Second)),
		Receipts: row.Receipts, Chosen: "own habits and popularity", Score: interval(report.Own.Recall, report.Own.Customers), Reason: report.Why,
	}
	if report.Standing != nil {
		run.Rival = interval(report.Standing.Recall, report.Standing.Customers)
	}
	switch row.State {
	case "standing":
		run.State = view.RunStanding
	case "refused":
		run.State = view.RunRefused
	}
	return run
}

// engineNames are the engines as people call them.
var engineNames = map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}

// Settings shows the chain's own facts.
func (r rooms) Settings(ctx context.Context) (view.Settings, error) {
	chain, err := r.Chain.Settings(ctx)
	if err != nil {
		return view.Settings{}, err
	}
	out := view.Settings{Version: r.Version, Engine: engineNames[r.Engine()], Schema: r.DB.Schema(), Notice: r.Notice, Consent: chain.ConsentProof}
	tokens, err := r.DB.Tokens(ctx)
	if err != nil {
		return out, err
	}
	for _, t := range tokens {
		row := view.TokenRow{ID: t.ID, Role: t.Role, Till: t.Till, Created: t.Created.Time()}
		if len(t.Stores) > 0 {
			row.Store = t.Stores[0]
		}
		out.Tokens = append(out.Tokens, row)
	}
	staff, err := r.DB.Staff(ctx)
	for _, s := range staff {
		out.Staff = append(out.Staff, view.StaffRow{ID: s.ID, Name: s.Name, Role: s.Role, Stores: s.Stores, Disabled: s.Disabled != 0})
	}
	return out, err
}

// Declared is what the chain says about itself.
func (r rooms) Declared(ctx context.Context) (view.Declared, error) {
	s, err := r.Chain.Settings(ctx)
	return view.Declared{
		Name: s.Name, OptOut: s.OptOut, Language: s.Language, Consent: s.Consent, ConsentProof: s.ConsentProof, GlobalHoldout: s.GlobalHoldout, Margin: s.Margin,
		MostVouchers: s.MostVouchers, CutMinutes: s.CutMinutes, EstimateStock: s.EstimateStock, Tag: s.Tag(),
	}, err
}

// Declare changes it.
func (r rooms) Declare(ctx context.Context, actor view.Actor, set view.Declared, base string) error {
	return r.EditSettings(ctx, server.SettingsEdit{
		Base: base, Actor: actor.Staff, Reason: actor.Reason, Unproven: actor.Role.May(access.SwitchOffProof),
		Settings: server.Settings{
			Name: set.Name, OptOut: set.OptOut, Language: set.Language, Consent: set.Consent, ConsentProof: set.ConsentProof, GlobalHoldout: set.GlobalHoldout, Margin: set.Margin,
			MostVouchers: set.MostVouchers, CutMinutes: set.CutMinutes, EstimateStock: set.EstimateStock,
		},
	})
}

// VoidVoucher voids an unused voucher.
func (r rooms) VoidVoucher(ctx context.Context, actor view.Actor, text string) error {
	_, err := r.Chain.VoidVoucher(ctx, server.Undoing{Code: text, Reason: actor.Reason, Actor: actor.Staff})
	return err
}

// Reprint returns the strip again as a picture.
func (r rooms) Reprint(ctx context.Context, actor view.Actor, text string) ([]byte, error) {
	return r.Strip(ctx, text, paper.Printer{Format: paper.PNG, Columns: 42}, actor.Staff)
}

// SetConsent records an answer given in person.
func (r rooms) SetConsent(ctx context.Context, actor view.Actor, set view.SetConsent) error {
	purpose, ok := customer.ParsePurpose(set.Purpose)
	if !ok {
		return fault.AtField("purpose", "%q is no purpose", set.Purpose)
	}
	return r.DB.SetConsent(ctx, set.Customer, db.ConsentAnswer{
		Purpose: purpose, Granted: set.Granted, At: retail.MicrosOf(r.Clock()), Proof: set.Proof, Source: "console:" + actor.Staff,
		Actor: actor.Staff, Told: retail.MicrosOf(r.Clock()),
	})
}

// Apart keeps that two customers are not one person.
func (r rooms) Apart(ctx context.Context, actor view.Actor, a view.Apart) error {
	return r.DB.SetApart(ctx, db.Apart{Customer: a.Customer, Other: a.Other, Back: a.Back, Actor: actor.Staff, Reason: actor.Reason, At: retail.MicrosOf(r.Clock())})
}

// SetPromotionState moves a promotion along its states.
func (r rooms) SetPromotionState(ctx context.Context, actor view.Actor, id retail.PromotionID, state promotion.State) error {
	p, err := r.DB.Promotion(ctx, id)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(map[string]promotion.State{"state": state})
	if err != nil {
		return err
	}
	next, err := promotion.Next(p.Promotion, patch)
	if err != nil {
		return err
	}
	next.Version = p.Version
	if _, err := r.DB.PutPromotion(ctx, db.Edit{Promotion: next, Actor: actor.Staff, Reason: actor.Reason, At: retail.MicrosOf(r.Clock())}); err != nil {
		return err
	}
	return r.Refresh(ctx)
}

// StandAgain lets a kept snapshot decide again.
func (r rooms) StandAgain(ctx context.Context, actor view.Actor, snapshot string) error {
	id, err := retail.ParseSnapshotID(snapshot)
	if err != nil {
		return fault.New(fault.NotFound, "", "no such snapshot")
	}
	if err := r.DB.StandAgain(ctx, id, retail.MicrosOf(r.Clock())); err != nil {
		return err
	}
	audit := db.AuditRow{Actor: actor.Staff, Action: "snapshot.stand", Object: snapshot, Reason: actor.Reason, At: retail.MicrosOf(r.Clock())}
	return errors.Join(r.DB.Audit(ctx, audit), r.Refresh(ctx), r.LookAgain(ctx))
}

// CustomerSeen records that somebody looked at a named customer's page.
func (r rooms) CustomerSeen(ctx context.Context, actor view.Actor, id retail.CustomerID) error {
	return r.DB.Audit(ctx, db.AuditRow{Actor: actor.Staff, Action: "customer.seen", Object: id.String(), At: retail.MicrosOf(r.Clock())})
}

// CustomersSeen records that somebody looked at a list with these names.
func (r rooms) CustomersSeen(ctx context.Context, actor view.Actor, ids []retail.CustomerID) error {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return r.DB.Audit(ctx, db.AuditRow{Actor: actor.Staff, Action: "customers.seen", Object: strings.Join(names, " "), At: retail.MicrosOf(r.Clock())})
}

// SignIn checks name and password.
func (r rooms) SignIn(ctx context.Context, login string, password access.Password) (access.Principal, error) {
	s, err := access.SignIn(ctx, r.DB, login, password)
	return s.Principal(), err
}
