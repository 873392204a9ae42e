package template

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/promotion"
)

// stale is what two people changed at once.
type stale struct {
	Title, Say   string
	Then, Theirs string // what the columns are called
	Rows         []staleRow
	AnewURL      string
}

// staleRow is one part in which the version that stands differs from the one that
// was edited, or what was typed does.
type staleRow struct {
	Name, Was, Stands, Mine string
	Both                    bool // both changed it: yours stands in the form
}

// showStale shows both versions with the difference. The form then holds what was
// typed where the person changed something, and the standing version elsewhere; it
// saves on the version that stands.
func (s *sheet) showStale() error {
	now, err := s.desk.Templates.Edition(s.R.Context(), s.id(), 0)
	if err != nil {
		return err
	}
	mine := s.is
	if err := s.surround(s.R.Context(), s.base.Promotion, now.Promotion, mine, s.framePool()); err != nil {
		return err
	}
	theirs := terms.Between(s.F, &s.base.Promotion, &now.Promotion, s.names())
	own := terms.Between(s.F, &s.base.Promotion, &mine, s.names())
	box := &stale{
		Title: s.w.StaleTitle, AnewURL: "/promotions/" + string(s.id()) + "/edit",
		Say: phrase.Fill(s.w.StaleSay, phrase.Slot{Name: "who", Text: s.author(now.Author)}, phrase.Slot{Name: "when", Text: s.F.When(now.At)},
			phrase.Slot{Name: "base", Text: version(s.base.Promotion.Version)}, phrase.Slot{Name: "now", Text: version(now.Promotion.Version)}),
		Then:   phrase.Fill(s.w.VersionBadge, phrase.Slot{Name: "version", Text: version(s.base.Promotion.Version)}),
		Theirs: phrase.Fill(s.w.StandsNow, phrase.Slot{Name: "version", Text: version(now.Promotion.Version)}),
	}
	for _, c := range theirs {
		row := staleRow{Name: c.Name, Was: c.Was, Stands: c.Is, Mine: c.Was}
		if at := slices.IndexFunc(own, func(o terms.Change) bool { return o.Key == c.Key }); at >= 0 {
			row.Mine, row.Both = own[at].Is, own[at].Is != c.Is
		} else {
			s.takeTheirs(c.Key, &now.Promotion)
			row.Mine = ""
		}
		box.Rows = append(box.Rows, row)
	}
	s.base = now
	s.form.Typed.Set("version", version(now.Promotion.Version))
	p := s.build()
	p.Stale = box
	p.Head.Answer = phrase.Sentence(s.w.StaleAnswer, phrase.Slot{Name: "who", Text: s.author(now.Author), Plain: true})
	p.Look = s.look(nil, nil)
	return s.RenderAs(http.StatusConflict, body(p))
}

// takeTheirs puts one part of the standing version into the form.
func (s *sheet) takeTheirs(key string, now *promotion.Promotion) {
	stands := s.written(now)
	s.writtenFrame(stands, now)
	for name := range s.form.Typed {
		if name == key || strings.HasPrefix(name, key+"/") {
			delete(s.form.Typed, name)
		}
	}
	for name, values := range stands {
		if name == key || strings.HasPrefix(name, key+"/") {
			s.form.Typed[name] = values
		}
	}
}

func (s *sheet) author(name string) string {
	if name == "" {
		return s.w.Somebody
	}
	return name
}

func version(n int64) string { return strconv.FormatInt(n, 10) }
