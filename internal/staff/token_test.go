package staff_test

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// TestDesk_TokensReadNoMoreThanTheirMaker: who reads no customers makes no token that does,
// may still withdraw one, and may let a colleague in who does.
func TestDesk_TokensReadNoMoreThanTheirMaker(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin, owner := t.Context(), o.who("stf_adm"), o.who("stf_own")
	for _, role := range access.Roles() {
		c := staff.Carrier{Role: role}
		if role == access.Manager {
			c.Stores = []retail.StoreID{"S1"}
		}
		_, _, err := o.CreateToken(ctx, admin, c)
		switch {
		case role == access.Owner:
			refused(t, "an admin's token of an owner", err, "owner_only")
		case role.May(access.ReadCustomers):
			refused(t, "an admin's token of "+string(role), err, "customers_by_token")
		default:
			must(t, err)
		}
		_, _, err = o.CreateToken(ctx, owner, c)
		must(t, err)
	}
	for _, k := range o.carriers(t) {
		if k.Role == access.Account {
			must(t, o.WithdrawToken(ctx, admin, k.ID, ""))
		}
	}
	_, _, err := o.Invite(ctx, admin, staff.Guest{Name: "Dora", Role: access.Desk})
	must(t, err)
}
