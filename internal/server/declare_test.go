package server

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sartor/internal/fault"
)

func TestSettings_BothSidesOfEachBorder(t *testing.T) {
	t.Parallel()
	for at, c := range map[string]struct{ good, bad []func(*Settings) }{
		"/name":           {[]func(*Settings){func(s *Settings) { s.Name = strings.Repeat("ü", mostName) }}, []func(*Settings){func(s *Settings) { s.Name = "" }, func(s *Settings) { s.Name = strings.Repeat("ü", mostName+1) }, func(s *Settings) { s.Name = "a\nb" }}},
		"/opt_out":        {[]func(*Settings){func(s *Settings) { s.OptOut = strings.Repeat("x", mostOptOut) }}, []func(*Settings){func(s *Settings) { s.OptOut = strings.Repeat("x", mostOptOut+1) }}},
		"/language":       {[]func(*Settings){func(s *Settings) { s.Language = "de" }}, []func(*Settings){func(s *Settings) { s.Language = "fr" }}},
		"/consent":        {[]func(*Settings){func(s *Settings) { s.Consent, s.ConsentProof = []string{"offers"}, "terms" }}, []func(*Settings){func(s *Settings) { s.Consent, s.ConsentProof = []string{"all"}, "terms" }}},
		"/consent_proof":  {nil, []func(*Settings){func(s *Settings) { s.Consent = []string{"offers"} }, func(s *Settings) { s.ConsentProof = strings.Repeat("x", mostProof+1) }}},
		"/global_holdout": {[]func(*Settings){func(s *Settings) { s.GlobalHoldout = 0 }, func(s *Settings) { s.GlobalHoldout = .01 }, func(s *Settings) { s.GlobalHoldout = .5 }}, []func(*Settings){func(s *Settings) { s.GlobalHoldout = .0099 }, func(s *Settings) { s.GlobalHoldout = .51 }, func(s *Settings) { s.GlobalHoldout = -1 }, func(s *Settings) { s.GlobalHoldout = math.NaN() }}},
		"/most_vouchers":  {[]func(*Settings){func(s *Settings) { s.MostVouchers = 1 }, func(s *Settings) { s.MostVouchers = mostPrinted }}, []func(*Settings){func(s *Settings) { s.MostVouchers = 0 }, func(s *Settings) { s.MostVouchers = mostPrinted + 1 }}},
		"/cut_minutes":    {[]func(*Settings){func(s *Settings) { s.CutMinutes = 0 }, func(s *Settings) { s.CutMinutes = mostCut - 1 }}, []func(*Settings){func(s *Settings) { s.CutMinutes = -1 }, func(s *Settings) { s.CutMinutes = mostCut }}},
		"/margin":         {[]func(*Settings){func(s *Settings) { s.Margin = .01 }, func(s *Settings) { s.Margin = .95 }}, []func(*Settings){func(s *Settings) { s.Margin = 0 }, func(s *Settings) { s.Margin = .96 }}},
	} {
		for i, change := range c.good {
			s := DefaultSettings()
			change(&s)
			if err := s.Check(); err != nil {
				t.Errorf("%s, good %d: %v", at, i, err)
			}
		}
		for i, change := range c.bad {
			s := DefaultSettings()
			change(&s)
			if err := s.Check(); err == nil || !strings.Contains(fault.Plain(err), strings.TrimPrefix(at, "/")+": ") {
				t.Errorf("%s, bad %d: %v", at, i, err)
			}
		}
	}
}

func TestEditSettings_StaleAndUnproven(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	stands, err := c.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	edit := SettingsEdit{Settings: stands, Base: stands.Tag(), Actor: "stf_admin"}
	edit.GlobalHoldout = 0
	if err := c.EditSettings(t.Context(), edit); !fault.Is(err, fault.Invalid) {
		t.Errorf("an admin switched the holdout off: %v", err)
	}
	edit.Unproven = true
	for range 2 { // the form sent twice is one
		if err := c.EditSettings(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
	}
	edit.Name = "Late"
	if err := c.EditSettings(t.Context(), edit); !fault.Is(err, fault.Stale) {
		t.Errorf("an edit of what no longer stands: %v", err)
	}
	now, err := c.Settings(t.Context())
	if err != nil || now.GlobalHoldout != 0 || now.Name != stands.Name || c.Sight().Chain.GlobalHoldout != 0 {
		t.Errorf("%+v stands (%v)", now, err)
	}
}

// Of edits of the same settings at one time exactly one holds.
func TestEditSettings_OneOfMany(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	stands, err := c.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const many = 12
	var won, stale atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range many {
		edit := SettingsEdit{Settings: stands, Base: stands.Tag(), Actor: "stf_admin"}
		edit.Name = "Chain " + strconv.Itoa(i)
		all.Go(func() {
			<-start
			switch err := c.EditSettings(t.Context(), edit); {
			case err == nil:
				won.Add(1)
			case fault.Is(err, fault.Stale):
				stale.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	if won.Load() != 1 || stale.Load() != many-1 {
		t.Errorf("%d edits held and %d were stale, want 1 and %d", won.Load(), stale.Load(), many-1)
	}
}

// Every setting that somebody may change is compared: what is not would be saved by
// nobody.
func TestEditSettings_EverySettingCounts(t *testing.T) {
	t.Parallel()
	s := DefaultSettings()
	for name := range fieldsOf(&s) {
		if name != "notice" && !slices.Contains(settingNames(), name) {
			t.Errorf("%s is compared by nobody", name)
		}
	}
}
