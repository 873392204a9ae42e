package house

import (
	"sartor/internal/console/shell"
	"sartor/internal/sheet"
)

// Tables are what leaves as files.
func (p Ports) Tables() []shell.Table {
	if p.Presence == nil {
		return nil
	}
	return []shell.Table{{Name: "sessions", Screen: shell.Staff, Heads: sessionHeads, Rows: p.sessionRows}}
}

func sessionHeads(c *shell.Call) []string {
	w := c.F.W.House
	return []string{c.F.W.Desk.FactNumber, w.ColName, w.ColDevice, w.ColBegan, w.ColSeen, w.ColUntil, w.ColFor}
}

// sessionRows are who is signed in, as the page lists them.
func (p Ports) sessionRows(c *shell.Call, row shell.Row) error {
	all, names, err := p.signedIn(c)
	if err != nil {
		return err
	}
	for i := range all {
		s := &all[i]
		whom := ""
		if s.Visit.Staff != "" && s.Visit.Ends.Time().After(c.F.Now) {
			whom = nameOr(names, s.Visit.Staff)
		}
		if err := row(sheet.Text(s.Staff), sheet.Text(nameOr(names, s.Staff)), sheet.Text(orText(s.Device, c.F.W.House.NoDevice)), sheet.At(s.Created.Time(), c.F.Zone), sheet.At(s.Seen.Time(), c.F.Zone),
			sheet.At(s.Ends.Time(), c.F.Zone), sheet.Text(whom)); err != nil {
			return err
		}
	}
	return nil
}
