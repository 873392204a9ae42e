package local

import (
	"time"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// View is a store's version as it is answered.
type View struct {
	Promotion     retail.PromotionID     `json:"promotion"`
	Store         retail.StoreID         `json:"store"`
	Version       int64                  `json:"version"` // 0: never written
	Base          int64                  `json:"base"`    // version of the promotion it was last checked against
	State         string                 `json:"state"`
	Changes       promotion.Changes      `json:"changes"`
	Live          *promotion.Changes     `json:"live"` // what tills go by; null: head office's promotion
	Attention     string                 `json:"attention,omitzero"`
	NeedsApproval bool                   `json:"needs_approval"`
	Differences   []promotion.Difference `json:"differences"`
	Effective     promotion.Promotion    `json:"effective"`
	Frame         *promotion.Frame       `json:"frame"`
	Budget        BudgetView             `json:"budget"`
	Author        string                 `json:"author,omitzero"`
	Actor         string                 `json:"actor,omitzero"`
	Comment       string                 `json:"comment,omitzero"`
	SubmittedAt   string                 `json:"submitted_at,omitzero"`
	At            string                 `json:"at,omitzero"`
}

// BudgetView is the money of a store's version, in minor units.
type BudgetView struct {
	Amount   retail.Minor    `json:"amount"`
	Reserved retail.Minor    `json:"reserved"`
	Spent    retail.Minor    `json:"spent"`
	Share    retail.Minor    `json:"share"`
	Currency retail.Currency `json:"currency"`
}

// WaitingView is a version that waits for head office.
type WaitingView struct {
	View
	Age int64 `json:"age_seconds"`
}

// StepView is one step of a version.
type StepView struct {
	Version int64             `json:"version"`
	Command string            `json:"command"`
	State   string            `json:"state"`
	Changes promotion.Changes `json:"changes"`
	Actor   string            `json:"actor"`
	Comment string            `json:"comment,omitzero"`
	At      string            `json:"at"`
}

// EditionView is one version of head office's promotion.
type EditionView struct {
	Version   int64               `json:"version"`
	Actor     string              `json:"actor"`
	At        string              `json:"at"`
	Promotion promotion.Promotion `json:"promotion"`
}

func rfc3339(at retail.Micros) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format(time.RFC3339)
}

// ViewOf shapes a version.
func ViewOf(s *State) View {
	v := &s.Version
	own := []retail.StoreID{v.Store}
	out := View{
		Promotion: v.Promotion, Store: v.Store, Version: v.Number, Base: v.Base, State: string(v.State), Changes: v.Changes, Live: v.Live,
		Attention: v.Attention, NeedsApproval: s.Centre.Frame.NeedsApproval(v.Changes), Differences: s.Diff, Effective: s.Effective.For(own),
		Frame: s.Centre.For(own).Frame, Author: v.Author, Actor: v.Actor, Comment: v.Comment, At: rfc3339(v.At),
		Budget: BudgetView{s.Account.Amount, s.Account.Reserved, s.Account.Spent, s.Account.Share, s.Centre.Budget.Currency},
	}
	if out.State == "" {
		out.State = "none"
	}
	if out.Differences == nil {
		out.Differences = []promotion.Difference{}
	}
	if v.State == promotion.Submitted {
		out.SubmittedAt = rfc3339(v.Submitted)
	}
	return out
}

// StepOf shapes a step.
func StepOf(v *promotion.Version) StepView {
	return StepView{v.Number, string(v.Command), string(v.State), v.Changes, v.Actor, v.Comment, rfc3339(v.At)}
}
