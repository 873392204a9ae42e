package staff_test

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/staff"
)

// TestDesk_LinksDoNotOutliveRights: a link made for a colleague does not open the
// account they have later, and who lost their access leaves no door behind.
func TestDesk_LinksDoNotOutliveRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, admin, owner := t.Context(), o.who("stf_adm"), o.who("stf_own")
	_, link, err := o.Reset(ctx, admin, "stf_mar", "forgot it")
	must(t, err)
	_, err = o.Change(ctx, owner, o.book.People[2], staff.Change{Name: "Mara", Role: access.Owner})
	must(t, err)
	_, err = o.Join(ctx, link.Reveal(), staff.Joining{Password: access.NewPassword(later)})
	refused(t, "an admin's link opens an owner's account", err, "invitation_withdrawn")
	_, link, err = o.Reset(ctx, owner, "stf_max", "forgot it")
	must(t, err)
	_, err = o.Change(ctx, owner, o.book.People[3], staff.Change{Name: "Max", Role: access.Marketer})
	must(t, err)
	_, err = o.Join(ctx, link.Reveal(), staff.Joining{Password: access.NewPassword(later)})
	refused(t, "a link made for another role", err, "invitation_withdrawn")
	_, link, err = o.Invite(ctx, admin, staff.Guest{Name: "Ghost", Role: access.Admin})
	must(t, err)
	must(t, o.Disable(ctx, owner, "stf_adm", "left"))
	_, err = o.Join(ctx, link.Reveal(), staff.Joining{Name: "Ghost", Login: "ghost", Password: access.NewPassword(later)})
	refused(t, "a link of somebody who left", err, "invitation_withdrawn")
}

func TestDesk_Speak(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, max := t.Context(), o.who("stf_max")
	refused(t, "a language nobody has", o.Speak(ctx, max, "german"), "invalid")
	must(t, o.Speak(ctx, max, "de"))
	if got := o.who("stf_max").Language; got != "de" {
		t.Errorf("Max is spoken to in %q", got)
	}
	max.By = access.Visitor{ID: "stf_adm"}
	refused(t, "in somebody else's name", o.Speak(ctx, max, "en"), "visiting")
}
