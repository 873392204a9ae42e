package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/offer"
	"sartor/internal/retail"
)

// Settings are what the chain has declared about itself; stored as one setting,
// shown and changed on the settings page.
type Settings struct {
	Name          string   `json:"name"`
	OptOut        string   `json:"opt_out"`
	Notice        string   `json:"notice"`
	Language      string   `json:"language"`
	Consent       []string `json:"consent"` // purposes that hold for who never answered
	ConsentProof  string   `json:"consent_proof"`
	GlobalHoldout float64  `json:"global_holdout"`
	MostVouchers  int      `json:"most_vouchers"`
	CutMinutes    int      `json:"cut_minutes"`
	Margin        float64  `json:"margin"`         // assumed where no cost is known, share of price
	EstimateStock bool     `json:"estimate_stock"` // show deliveries less sales where nothing was ever counted
}

const chainSetting = "chain"

// DefaultSettings hold for a chain that never set any.
func DefaultSettings() Settings {
	return Settings{Name: "Sartor", Language: "en", GlobalHoldout: .05, MostVouchers: 2, CutMinutes: int(retail.DefaultCut / time.Minute), Margin: offer.DefaultMargin}
}

// Settings reads the chain's settings, the defaults when it never set any.
func (c *Chain) Settings(ctx context.Context) (Settings, error) {
	out, _, err := readSettings(ctx, c.DB)
	return out, err
}

// readSettings reads the settings and the text they are stored as.
func readSettings(ctx context.Context, d *db.DB) (out Settings, text string, err error) {
	out = DefaultSettings()
	if text, err = d.Setting(ctx, chainSetting); err == nil && text != "" {
		if err = json.Unmarshal([]byte(text), &out); err != nil {
			err = fmt.Errorf("setting %s: %w", chainSetting, err)
		}
	}
	return out, text, err
}

// PutSettings stores the chain's settings; they act at once.
func (c *Chain) PutSettings(ctx context.Context, s Settings) error {
	text, _ := json.Marshal(s) // texts and numbers
	if err := c.DB.PutSetting(ctx, chainSetting, string(text)); err != nil {
		return err
	}
	return c.Refresh(ctx)
}

// DeclareConsent stores the chain's default with what it rests on; no purposes
// leave what stands.
func (c *Chain) DeclareConsent(ctx context.Context, purposes []string, proof string) error {
	if len(purposes) == 0 {
		return nil
	}
	if proof == "" {
		return fault.New(fault.Malformed, "proof", "--consent needs --proof: what the declaration rests on, such as \"loyalty terms 7\"")
	}
	for _, p := range purposes {
		if _, ok := customer.ParsePurpose(p); !ok {
			return fault.New(fault.Malformed, "purpose", "%q is no purpose; there are profile, offers, email and analytics", p)
		}
	}
	s, err := c.Settings(ctx)
	if err != nil {
		return err
	}
	s.Consent, s.ConsentProof = purposes, proof
	return c.PutSettings(ctx, s)
}

// declared is the chain's default as a consent.
func declared(purposes []string) customer.Consent {
	var c customer.Consent
	for _, name := range purposes {
		if p, ok := customer.ParsePurpose(name); ok {
			c = c.With(p, true)
		}
	}
	return c
}
