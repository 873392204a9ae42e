package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Bounds of what the chain may declare.
const (
	mostName     = 60 // characters; a strip has 42 columns
	mostOptOut   = 120
	mostProof    = 200
	mostHoldout  = .5
	leastHoldout = .01 // below, there is nobody to compare with; 0 is switched off
	mostPrinted  = 20
	mostCut      = 12 * 60 // minutes: a day that begins at noon is another day
	leastMargin  = .01
	mostMargin   = .95
)

// Check names each setting that does not hold.
func (s *Settings) Check() error {
	out := fault.New(fault.Invalid, "validation", "these settings do not hold")
	bad := func(ok bool, at, detail string) {
		if !ok {
			out.Fields = append(out.Fields, fault.Field{Pointer: at, Detail: detail})
		}
	}
	bad(s.Name != "" && line(s.Name, mostName), "/name", "must be one line of 1 to 60 characters")
	bad(line(s.OptOut, mostOptOut), "/opt_out", "must be one line of at most 120 characters")
	bad(s.Language == "en" || s.Language == "de", "/language", "must be en or de")
	for _, p := range s.Consent {
		_, known := customer.ParsePurpose(p)
		bad(known, "/consent", "there are profile, offers, email and analytics")
	}
	bad(line(s.ConsentProof, mostProof) && (len(s.Consent) == 0 || s.ConsentProof != ""), "/consent_proof", "must say in one line of at most 200 characters what the declaration rests on")
	bad(s.GlobalHoldout == 0 || s.GlobalHoldout >= leastHoldout && s.GlobalHoldout <= mostHoldout, "/global_holdout", "must be 0, or from 0.01 to 0.5; 0.05 is usual")
	bad(s.MostVouchers >= 1 && s.MostVouchers <= mostPrinted, "/most_vouchers", "must be from 1 to 20")
	bad(s.CutMinutes >= 0 && s.CutMinutes < mostCut, "/cut_minutes", "must be from 0 to 719; 240 is usual")
	bad(s.Margin >= leastMargin && s.Margin <= mostMargin, "/margin", "must be from 0.01 to 0.95; 0.25 is usual")
	if len(out.Fields) > 0 {
		return out
	}
	return nil
}

// line reports whether a text is one line of at most so many characters.
func line(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && strings.IndexFunc(s, unicode.IsControl) < 0
}

// Tag names settings by what they say.
func (s *Settings) Tag() string {
	text, _ := json.Marshal(s) // texts and numbers
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// SettingsEdit is a change that somebody makes of settings they looked at.
type SettingsEdit struct {
	Settings
	Base     string // tag of what stood
	Actor    string
	Reason   string
	Unproven bool // this person may switch the holdout off
}

// EditSettings stores settings that hold, with a row of the audit that names what
// changed; they act at once. Of several edits of the same settings one holds, the others
// are fault.Stale. Where a demo's data come from is not theirs to say.
func (c *Chain) EditSettings(ctx context.Context, e SettingsEdit) error {
	const op = "server.EditSettings"
	stands, was, err := readSettings(ctx, c.DB)
	if err != nil {
		return fault.At(op, err)
	}
	e.Notice = stands.Notice
	if stands.Tag() != e.Base {
		if e.Settings.Tag() == stands.Tag() { // the form sent twice
			return nil
		}
		return fault.At(op, fault.New(fault.Stale, "stale", "somebody changed the settings meanwhile; read them again"))
	}
	if err := e.Check(); err != nil {
		return fault.At(op, err)
	}
	if e.GlobalHoldout == 0 && stands.GlobalHoldout > 0 && !e.Unproven {
		return fault.At(op, fault.AtField("/global_holdout", "only an owner may switch the holdout off, since nothing can be proven then"))
	}
	changed := changedSettings(&stands, &e.Settings)
	if changed == "" {
		return nil
	}
	text, _ := json.Marshal(e.Settings) // texts and numbers
	if e.Reason != "" {
		changed += ": " + e.Reason
	}
	row := db.AuditRow{Actor: e.Actor, Action: "settings.change", Object: chainSetting, Reason: changed, At: retail.MicrosOf(c.Clock())}
	if err := c.DB.Note(ctx, chainSetting, was, string(text), row); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, c.Refresh(ctx))
}

// changedSettings names what differs, as it is written.
func changedSettings(was, is *Settings) string {
	a, b := fieldsOf(was), fieldsOf(is)
	var out []string
	for _, name := range settingNames() {
		if string(a[name]) != string(b[name]) {
			out = append(out, name+" "+string(b[name]))
		}
	}
	return strings.Join(out, ", ")
}

func settingNames() []string {
	return []string{"name", "opt_out", "language", "consent", "consent_proof", "global_holdout", "most_vouchers", "cut_minutes", "margin", "estimate_stock"}
}

func fieldsOf(s *Settings) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	text, _ := json.Marshal(s)     // texts and numbers
	_ = json.Unmarshal(text, &out) // our own writing
	return out
}
