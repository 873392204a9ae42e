package promotion

import (
	"encoding/json"

	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// tree is a promotion as JSON, in the order of CONTRACTS.md 3. Version is not
// in it: it travels as the ETag.
type tree struct {
	ID             retail.PromotionID `json:"id"`
	Name           map[string]string  `json:"name"`
	Reward         rewardTree         `json:"reward"`
	Target         targetTree         `json:"target"`
	Starts         string             `json:"starts"`
	Ends           string             `json:"ends"`
	Stores         []retail.StoreID   `json:"stores"`
	Regions        []string           `json:"regions"`
	MinSpend       retail.Minor       `json:"min_spend"`
	Limits         limitsTree         `json:"limits"`
	Budget         budgetTree         `json:"budget"`
	Priority       int                `json:"priority"`
	Stacking       Stacking           `json:"stacking"`
	Transferable   bool               `json:"transferable"`
	SameBasket     bool               `json:"same_basket"`
	Holdout        float64            `json:"holdout"`
	ValidAfterDays int                `json:"valid_after_days"`
	VoucherDays    int                `json:"voucher_days"`
	Texts          map[string]string  `json:"texts"`
	State          State              `json:"state"`
	Frame          *Frame             `json:"frame,omitempty"` // absent in promotions from before, and where everything is locked
	Parent         retail.PromotionID `json:"parent,omitzero"`
}

type rewardTree struct {
	Kind      RewardKind       `json:"kind"`
	Amount    retail.Minor     `json:"amount,omitzero"`
	Percent   int              `json:"percent,omitzero"`
	MaxAmount retail.Minor     `json:"max_amount,omitzero"`
	Product   retail.ProductID `json:"product,omitzero"`
	Points    int64            `json:"points,omitzero"`
}

type targetTree struct {
	Kind       TargetKind         `json:"kind"`
	Products   []retail.ProductID `json:"products"`
	Brands     []string           `json:"brands"`
	Categories []string           `json:"categories"`
	States     []lifecycle.State  `json:"states,omitempty"` // as the field came later: promotions from before stay as they were
	Values     []lifecycle.Band   `json:"values,omitempty"`
}

type limitsTree struct {
	PerCustomer int64 `json:"per_customer,omitzero"`
	PerDay      int64 `json:"per_day,omitzero"`
	Total       int64 `json:"total,omitzero"`
}

type budgetTree struct {
	Amount           retail.Minor    `json:"amount"`
	Currency         retail.Currency `json:"currency"`
	ReserveShare     float64         `json:"reserve_share"`
	ContingencyShare float64         `json:"contingency_share"`
}

// MarshalJSON writes the promotion in the shape Parse reads. Lists are never
// absent, limits that are not set are left out.
func (p Promotion) MarshalJSON() ([]byte, error) {
	return json.Marshal(tree{
		ID: p.ID, Name: full(p.Name), Reward: rewardTree(p.Reward),
		Target: targetTree{
			Kind: p.Target.Kind, Products: present(p.Target.Products),
			Brands: present(p.Target.Brands), Categories: present(p.Target.Categories),
			States: p.Target.States, Values: p.Target.Values,
		},
		Starts: p.Starts.String(), Ends: p.Ends.String(), Stores: present(p.Stores), Regions: present(p.Regions),
		MinSpend: p.MinSpend, Limits: limitsTree(p.Limits), Budget: budgetTree(p.Budget),
		Priority: p.Priority, Stacking: p.Stacking, Transferable: p.Transferable, SameBasket: p.SameBasket,
		Holdout: p.Holdout, ValidAfterDays: p.ValidAfterDays, VoucherDays: p.VoucherDays,
		Texts: full(p.Texts), State: p.State, Frame: p.Frame, Parent: p.Parent,
	})
}

// present returns an empty list for an absent one.
func present[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func full(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
