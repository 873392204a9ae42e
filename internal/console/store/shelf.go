package store

import (
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/stock"
)

// goodsPanel is what stock needs a look; nil where nothing was ever told.
type goodsPanel struct {
	W                phrase.ShelfWords
	Title, Sub, Foot string
	None, NoneSay    string
	Rows             []goodsRow
}

type goodsRow struct {
	Name, What string
	Stopped    shell.Badge
}

func goodsOf(c *shell.Call, v *view.StoreStock) *goodsPanel {
	if v == nil {
		return nil
	}
	w := c.F.W.Shelf
	n := int64(len(v.Tasks)) + v.Beyond
	out := &goodsPanel{
		W: w, Title: w.Title.Of(c.F, n), Sub: phrase.Fill(w.Sub, phrase.Slot{Name: "n", Text: c.F.Count(v.Held)}), None: w.None, NoneSay: w.NoneSay,
		Foot: w.StopsNone,
	}
	if v.Stops > 0 {
		out.Foot = phrase.Fill(w.Stops, phrase.Slot{Name: "n", Text: c.F.Count(v.Stops)})
	}
	if n == 0 {
		out.Title = w.TitleNone
	}
	switch v.Doubt {
	case stock.Silent:
		out.Foot = w.SilentSay
	case stock.Contradictory:
		out.Foot = w.OddSay
	}
	for i := range v.Tasks {
		t := &v.Tasks[i]
		row := goodsRow{Name: t.Name, What: phrase.Fill(w.Tasks[t.Kind], phrase.Slot{Name: "units", Text: t.Quantity.String()},
			phrase.Slot{Name: "usual", Text: c.F.Decimal(t.Usual.String())}, phrase.Slot{Name: "day", Text: c.F.Day(t.Day)})}
		if t.Stopped {
			row.Stopped = shell.Badge{Text: w.Stopped, Class: "warn"}
		}
		out.Rows = append(out.Rows, row)
	}
	if v.Beyond > 0 {
		out.Foot = phrase.Fill(w.Beyond, phrase.Slot{Name: "n", Text: c.F.Count(v.Beyond)}) + ". " + out.Foot
	}
	return out
}
