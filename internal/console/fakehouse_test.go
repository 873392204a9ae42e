package console

import (
	"context"
	"crypto/rand"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/staff/stafftest"
)

func ago(d time.Duration) retail.Micros { return retail.MicrosOf(now().Add(-d)) }

// bookOfStaff is who works for the chain of these tests: one of each role, one
// whose access ended, invitations in every state, and what was done.
func bookOfStaff(failing func() error) *stafftest.Book {
	b := &stafftest.Book{Failing: failing}
	for _, r := range []access.Role{access.Owner, access.Admin, access.Marketer, access.Manager, access.Planner, access.Account, access.Desk, access.Analyst} {
		p := principal(r)
		s := access.Staff{ID: p.ID, Login: string(r), Name: "Mara " + string(r), Role: r, Stores: p.Stores, Password: "kept", Created: ago(days(90))}
		if r == access.Account {
			s.Served = []access.Served{"band:high", "state:at_risk"}
		}
		b.People = append(b.People, s)
	}
	b.People = append(b.People, access.Staff{ID: "stf_gone", Login: "gone", Name: hostile, Role: access.Desk, Created: ago(days(90)), Disabled: ago(days(3))})
	b.Signed = []staff.Session{
		{ID: "ses_1", Staff: "stf_owner", Device: "Firefox, Linux", Created: ago(time.Hour), Seen: ago(time.Minute)},
		{ID: "ses_2", Staff: "stf_admin", Created: ago(days(2)), Seen: ago(2 * time.Hour), Visit: staff.Visit{Staff: "stf_manager", Reason: hostile, Ends: ago(-time.Hour)}},
		{ID: "ses_3", Staff: "stf_manager", Device: "Chrome, Android", Created: ago(days(1)), Seen: ago(3 * time.Hour)},
	}
	end := ago(-days(4))
	b.Guests = []access.Invitation{
		{ID: "inv_1", Name: hostile, Role: access.Manager, Stores: []retail.StoreID{storeCor}, By: "stf_admin", Created: ago(days(3)), Expires: end},
		{ID: "inv_2", Name: "Eve", Role: access.Account, Served: []access.Served{"band:high"}, By: "stf_owner", Created: ago(days(5)), Expires: end, Used: ago(days(4))},
		{ID: "inv_3", Name: "Late", Role: access.Desk, By: "stf_left", Created: ago(days(12)), Expires: ago(days(5))},
		{ID: "inv_4", Name: "Wrong", Role: access.Desk, By: "stf_owner", Created: ago(days(12)), Expires: end, Revoked: ago(days(11))},
	}
	b.Carriers = []access.APIToken{
		{ID: "tok_1", Shown: "sartor_dv_4aF0", Name: hostile, Role: access.Till, Stores: []retail.StoreID{storeBra}, Till: "T03", Created: ago(days(40))},
		{ID: "tok_2", Shown: "sartor_sk_9bQ1", Name: "reports", Role: access.Analyst, Created: ago(days(30)), Revoked: ago(days(2))},
	}
	b.Trails = []staff.Trail{
		{Actor: "command", Action: "staff.make", Object: "stf_owner", At: ago(days(90))},
		{Actor: "stf_admin", Action: "staff.disable", Object: "stf_gone", Reason: hostile, At: ago(days(3))},
		{Actor: "stf_admin for stf_manager", Action: "promotion.version", Object: "prm_pantry", Reason: "ticket 4711", At: ago(time.Hour)},
		{Actor: "tok_1", Action: "till.first_sale", Object: "S012 T03", At: ago(time.Minute)},
	}
	return b
}

// deskOf is a desk on the book.
func deskOf(b *stafftest.Book) *staff.Desk {
	return staff.New(staff.Parts{
		People: b, Invitations: b, Sessions: b, Tokens: b, Audit: b, Clock: now, Random: rand.Reader,
		Store: func(id retail.StoreID) bool { return id == storeBra || id == storeCor },
	})
}

func (f *fake) Erase(_ context.Context, id retail.CustomerID, actor string) error {
	return f.note("erase " + id.String() + " by " + actor)
}

func (f *fake) Dossier(_ context.Context, id retail.CustomerID, actor string) ([]byte, error) {
	return []byte(`{"customer":"` + id.String() + `"}`), f.note("export " + id.String() + " by " + actor)
}
