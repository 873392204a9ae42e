package console

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
)

func (f *fake) Declared(context.Context) (view.Declared, error) {
	return view.Declared{Name: hostile, OptOut: "example.org/stop", Language: "en", GlobalHoldout: .05, Margin: .25, MostVouchers: 2, CutMinutes: 270, EstimateStock: true, Tag: "t1"}, f.Fail
}

func (f *fake) Declare(_ context.Context, a view.Actor, set view.Declared, base string) error {
	switch {
	case base != "t1":
		return fault.New(fault.Stale, "stale", "")
	case !set.EstimateStock:
		return fault.New(fault.Internal, "", "estimates were switched on and are sent as off")
	case set.MostVouchers > 20:
		return fault.AtField("/most_vouchers", "must be from 1 to 20")
	}
	return f.note("settings " + strings.Join(set.Consent, "+") + " by " + a.Staff)
}

// TestSettings_RefusalsKeepWhatWasTyped: what does not hold stands beside its field
// with what works, and nothing typed is lost; a good form leaves by a redirect.
func TestSettings_RefusalsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	const path = "/settings/chain"
	form := fieldsOf(w.page(access.Admin, path, 200), path)
	if form.Get("/global_holdout") != "5" || form.Get("/cut_minutes") != "04:30" || form.Get("/name") != hostile || form.Get("/estimate_stock") != "yes" {
		t.Fatalf("the form holds %v", form)
	}
	for name, c := range map[string]struct {
		change url.Values
		code   int
		say    string
	}{
		"no number":     {url.Values{"/margin": {"much"}}, 422, "Between 1 and 95"},
		"no time":       {url.Values{"/cut_minutes": {"4 am"}}, 422, "Enter 04:00"},
		"too many":      {url.Values{"/most_vouchers": {"21"}}, 422, "from 1 to 20"},
		"changed since": {url.Values{"base": {"t0"}}, 412, "Somebody changed the settings meanwhile"},
	} {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		for k, v := range c.change {
			f[k] = v
		}
		f.Set("/consent_proof", "terms 7")
		rec := w.post(access.Admin, path, f)
		if rec.Code != c.code || !strings.Contains(rec.Body.String(), c.say) {
			t.Errorf("%s: got %d without %q", name, rec.Code, c.say)
			continue
		}
		again := fieldsOf(rec.Body.String(), path)
		for field := range f {
			if field != "form_token" && strings.Join(again[field], "|") != strings.Join(f[field], "|") {
				t.Errorf("%s: %s came back as %q, typed was %q", name, field, again[field], f[field])
			}
		}
	}
	form["/consent"], form["/consent_proof"] = []string{"profile", "offers"}, []string{"terms 7"}
	if rec := w.post(access.Admin, path, form); rec.Code != 303 {
		t.Errorf("a good form is answered %d", rec.Code)
	}
	if ran := w.fake.ran(); len(ran) != 1 || ran[0] != "settings profile+offers by stf_admin" {
		t.Errorf("ran %q", ran)
	}
}
