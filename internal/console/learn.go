package console

import (
	"math"
	"strconv"

	"sartor/internal/access"
	"sartor/internal/console/chances"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/seasons"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// learnPage is what stands learned and how it was judged.
type learnPage struct {
	Frame      frame
	Head       head
	ScoreTitle string
	Tape       mark.Tape
	Scores     []scoreRow
	RunTitle   string
	Steps      []touchRow
	Progress   string // of 100, while a run is under way; else empty
	Counts     []fact
	Runs       []runRow
	Seasons    seasons.Panel
	Parts      []partRow
	DriftTitle string
	DriftNote  aside
	Drift      mark.Spark
	Contests   []contest
	Chances    chances.Panel
}

// partRow is one part of what stands.
type partRow struct {
	Name  string
	Note  aside
	Badge badge
}

// contest is one comparison of candidates.
type contest struct {
	ID, Title, Sub, Foot string
	Tape                 mark.Tape
	Rows                 []scoreRow
}

// scoreRow is one candidate model.
type scoreRow struct {
	Name, Note    string
	Span          mark.Span
	Figure, Range string
	N             string
	Badge         badge
	Chosen        bool
}

// runRow is one run of the history.
type runRow struct {
	Snapshot, When, Took, Receipts, Model string
	Score, Range, Rival, Reason           string
	Stand                                 string // address that lets it decide again, or empty
	Badge                                 badge
}

func learnHandler(c *call) error {
	v, err := c.site.cfg.ChainData.Learn(c.R.Context())
	if err != nil {
		return err
	}
	return c.Render(learnBody(c.learnPage(v)))
}

func (c *call) learnPage(v view.Learn) learnPage {
	name := c.F.W.Screens[string(learn)]
	p := learnPage{
		Frame:  c.Frame(name, learn, crumb{Text: name, Strong: true}, crumb{Text: v.Standing.Snapshot}),
		Counts: c.dataCounts(v.Counts), Seasons: seasons.Of(c.F, v.Seasons),
		Head: head{H1: name, Answer: c.learnAnswer(v), AsOf: c.asOf(v.AsOf) + " " + c.F.W.Ranges90},
	}
	if v.Standing.Snapshot != "" {
		p.Head.Badges = []badge{{Text: v.Standing.Snapshot, Class: "good"}}
	}
	c.scores(&p, v)
	c.lastRun(&p, v)
	for _, r := range v.Runs {
		p.Runs = append(p.Runs, c.runRow(r))
	}
	c.parts(&p, v)
	p.Chances = chances.Of(c.F, v.Reliability)
	for i := range v.Contests {
		p.Contests = append(p.Contests, c.contest(&v.Contests[i]))
	}
	return p
}

func (c *call) learnAnswer(v view.Learn) []phrase.Part {
	w := c.F.W.Learn
	if v.Standing.Snapshot == "" {
		return phrase.Sentence(w.AnswerNone, phrase.Slot{Name: "new", Text: c.F.W.Today.Receipts.Of(c.F, v.New)}, phrase.Slot{Name: "need", Text: c.F.Count(v.Needed)})
	}
	score := phrase.Slot{Name: "score", Text: c.F.Fine(v.Standing.Score.Mid), URL: "#scores", Range: c.F.FineRange(v.Standing.Score.Low, v.Standing.Score.High)}
	for _, s := range v.Scores {
		if s.Baseline && s.Value.Known() {
			return phrase.Sentence(w.Answer, score, phrase.Slot{Name: "rule", Text: c.F.Fine(s.Value.Mid)})
		}
	}
	return phrase.Sentence(w.AnswerAlone, score)
}

func (c *call) scores(p *learnPage, v view.Learn) {
	w := c.F.W.Learn
	low, high, better, rivals := 1.0, 0.0, 0, 0
	var base view.Interval
	for _, s := range v.Scores {
		low, high = min(low, s.Value.Low), max(high, s.Value.High)
		if s.Baseline {
			base = s.Value
		}
	}
	p.Tape = mark.NewRuler(low*100, high*100, func(x float64) string { return c.F.AxisNumber(x) + phrase.NBSP + "%" })
	for _, s := range v.Scores {
		row := scoreRow{
			Name: w.Model(s.Model), Note: orPlain(w.Metrics[s.Metric], s.Metric), Chosen: s.Chosen,
			Figure: c.F.Fine(s.Value.Mid), Range: c.F.FineRange(s.Value.Low, s.Value.High), N: c.F.Count(s.Value.N),
		}
		row.Span = mark.NewSpan(p.Tape, row.Name+": "+row.Figure+" ("+row.Range+")", mark.Estimate{Low: s.Value.Low * 100, Mid: s.Value.Mid * 100, High: s.Value.High * 100}, 44)
		switch {
		case s.Chosen:
			row.Badge = badge{Text: w.Chosen["scores"], Class: "good"}
		case s.Baseline:
			row.Badge, row.Span = badge{Text: w.Baseline, Class: ""}, row.Span.Ring()
		default:
			row.Badge = badge{Text: w.Rival, Class: ""}
		}
		if !s.Baseline {
			rivals++
			if s.Value.Low > base.Mid {
				better++
			}
		}
		p.Scores = append(p.Scores, row)
	}
	p.ScoreTitle = phrase.Fill(w.ScoreFinding, phrase.Slot{Name: "k", Text: c.F.NumberWord(int64(better))}, phrase.Slot{Name: "n", Text: c.F.Count(int64(rivals))})
	switch better {
	case rivals:
		p.ScoreTitle = w.ScoreAll.Of(c.F, int64(rivals))
	case 0:
		p.ScoreTitle = w.ScoreNone
	}
	if rivals == 0 {
		p.ScoreTitle = w.ScoreNone
	}
}

func (c *call) lastRun(p *learnPage, v view.Learn) {
	w := c.F.W.Learn
	p.RunTitle = w.NoRun
	if len(v.Runs) > 0 {
		last := v.Runs[0]
		p.RunTitle = phrase.Fill(w.RunTitle, phrase.Slot{Name: "took", Text: c.F.Took(last.Took)}, phrase.Slot{Name: "n", Text: c.F.Count(last.Receipts)})
		p.Steps = append(p.Steps, touchRow{
			Class: stepClass(last.State), What: orPlain(w.Ends[string(last.State)], string(last.State)), When: c.F.When(last.Started.Add(last.Took)), Note: c.runReason(last),
		}, touchRow{Class: "till", What: w.StepLearn, When: c.F.When(last.Started), Note: c.F.W.Today.Receipts.Of(c.F, last.Receipts)})
	}
	if !v.Running.Started.IsZero() {
		p.RunTitle = w.RunningTitle
		p.Progress = strconv.Itoa(int(v.Progress * 100))
		p.Steps = append([]touchRow{{Class: "ours", What: w.Running, When: c.F.When(v.Running.Started), Note: c.F.Percent(v.Progress)}}, p.Steps...)
		return
	}
	next := touchRow{Class: "next", What: w.Next, Note: phrase.Fill(w.NextNote, phrase.Slot{Name: "n", Text: c.F.Count(v.New)}, phrase.Slot{Name: "need", Text: c.F.Count(v.Needed)})}
	p.Steps = append([]touchRow{next}, p.Steps...)
}

func stepClass(s view.RunState) string {
	if s == view.RunRefused || s == view.RunFailed {
		return "bad"
	}
	return "till"
}

func (c *call) runRow(r view.Run) runRow {
	w := c.F.W.Learn
	row := runRow{
		Snapshot: orElse(r.Snapshot, "–"), When: c.F.When(r.Started), Took: c.F.Took(r.Took), Receipts: c.F.Count(r.Receipts),
		Model: w.Model(r.Chosen), Reason: c.runReason(r),
		Badge: badge{Text: orPlain(w.States[string(r.State)], string(r.State)), Class: map[view.RunState]string{view.RunStanding: "good", view.RunRefused: "warn", view.RunFailed: "pin", view.RunRunning: "basted"}[r.State]},
	}
	if r.State == view.RunPublished && c.Who.May(access.RunLearn) {
		row.Stand = "/learn/" + r.Snapshot + "/stand"
	}
	if r.Score.Known() {
		row.Score, row.Range = c.F.Fine(r.Score.Mid), c.F.FineRange(r.Score.Low, r.Score.High)
	}
	if r.Rival.Known() {
		row.Rival = c.F.Fine(r.Rival.Mid)
	}
	return row
}

// runReason says why a run ended as it did, by the figures it was judged by.
func (c *call) runReason(r view.Run) string {
	w := c.F.W.Learn
	if r.State == view.RunFailed || !r.Score.Known() {
		return r.Reason
	}
	why := w.WhyFirst
	switch {
	case r.State == view.RunRefused:
		why = w.WhyRefused
	case r.Rival.Known():
		why = w.WhyBetter
	}
	return phrase.Fill(why, phrase.Slot{Name: "score", Text: c.F.Fine(r.Score.Mid)}, phrase.Slot{Name: "rival", Text: c.F.Fine(r.Rival.Mid), Range: c.F.FineRange(r.Rival.Low, r.Rival.High)})
}

// parts says what the snapshot is made of and how the newest weeks went.
func (c *call) parts(p *learnPage, v view.Learn) {
	w := c.F.W.Learn
	for _, part := range v.Parts {
		state := map[string]string{"new": "good", "none": "warn"}[part.State]
		row := partRow{Name: orPlain(w.PartNames[part.Name], part.Name), Note: c.aside(part.Note), Badge: badge{Text: orPlain(w.PartStates[part.State], part.State), Class: state}}
		if part.Model != "" {
			row.Name += " · " + w.Model(part.Model)
		}
		p.Parts = append(p.Parts, row)
	}
	if len(v.Drift.Weeks) < 2 {
		return
	}
	p.DriftTitle, p.DriftNote = w.DriftQuiet, c.aside(v.Drift.Note)
	if v.Drift.Alarm {
		p.DriftTitle = w.DriftAlarm
	}
	p.Drift = mark.NewSpark(p.DriftTitle, v.Drift.Weeks)
}

// aside is a note in words of the page, or as it was written, marked with its language.
type aside struct{ Text, Lang string }

func (c *call) aside(n view.Note) aside {
	pattern := c.F.W.Learn.Notes[n.Says]
	if pattern == "" {
		return aside{Text: n.Why, Lang: "en"}
	}
	var slots []phrase.Slot
	for i, x := range n.Of {
		text := c.F.Fixed(x, 4)
		if x == math.Trunc(x) {
			text = c.F.Count(int64(x))
		}
		slots = append(slots, phrase.Slot{Name: string(rune('a' + i)), Text: text})
	}
	return aside{Text: phrase.Fill(pattern, slots...)}
}

// contest draws one comparison, the best first.
func (c *call) contest(v *view.Contest) contest {
	w := c.F.W.Learn
	name := w.Model
	out := contest{
		ID: "contest-" + v.Kind, Title: phrase.Fill(w.ContestTitle[v.Kind], phrase.Slot{Name: "best", Text: name(v.Best)}), Foot: w.ContestFoot[v.Kind],
		Sub: phrase.Fill(w.ContestSub[v.Kind], phrase.Slot{Name: "n", Text: c.F.Count(v.Cases)}, phrase.Slot{Name: "when", Text: c.F.When(v.At)}),
	}
	show, between, unit, scale := c.F.Fine, c.F.FineRange, phrase.NBSP+"%", 100.0
	if v.Less {
		show, unit, scale = func(x float64) string { return c.F.Fixed(x, 4) }, "", 1
		between = func(low, high float64) string { return show(low) + "–" + show(high) }
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range v.Rows {
		if r.Failed == "" {
			low, high = min(low, r.Score.Low*scale), max(high, r.Score.High*scale)
		}
	}
	if low > high {
		return out
	}
	const finest = 1e6 // of ticks: steps of a ruler are sums of tenths
	out.Tape = mark.NewRuler(low, high, func(x float64) string {
		return c.F.AxisNumber(math.Round(x*finest)/finest) + unit
	})
	for _, r := range v.Rows {
		row := scoreRow{Name: name(r.Name), Chosen: r.Name == v.Used, Note: r.Failed}
		if r.Failed == "" {
			row.Figure, row.Range = show(r.Score.Mid), between(r.Score.Low, r.Score.High)
		}
		row.Span = mark.NewSpan(out.Tape, row.Name+": "+row.Figure+" ("+row.Range+")", mark.Estimate{Low: r.Score.Low * scale, Mid: r.Score.Mid * scale, High: r.Score.High * scale}, 44)
		switch {
		case row.Chosen:
			row.Badge = badge{Text: w.Chosen[v.Kind], Class: "good"}
		case r.Name == v.Best:
			row.Badge = badge{Text: w.Best}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// standAgain is POST /learn/{snapshot}/stand: a kept snapshot decides again.
func standAgain(c *call) error {
	id := c.R.PathValue("snapshot")
	if err := c.site.cfg.Commands.StandAgain(c.R.Context(), c.Actor(c.R.PostFormValue("reason")), id); err != nil {
		return err
	}
	c.Redirect("/learn?done=stands#runs")
	return nil
}

func (c *call) dataCounts(n view.Counts) []fact {
	w := c.F.W.Learn
	out := []fact{
		{Name: w.CountReceipts, Value: c.F.Count(n.Receipts)},
		{Name: w.CountLines, Value: c.F.Count(n.Lines)},
		{Name: w.CountCustomers, Value: c.F.Count(n.Customers)},
		{Name: w.CountProducts, Value: c.F.Count(n.Products)},
		{Name: w.CountStores, Value: c.F.Count(n.Stores)},
	}
	if n.Anonymous > 0 {
		out = append(out, fact{Name: w.CountAnonymous, Value: c.F.Count(n.Anonymous)})
	}
	if n.Receipts > 0 && n.From != retail.BusinessDay(0) {
		out = append(out, fact{Name: w.CountDays, Value: c.F.Day(n.From) + "–" + c.F.Day(n.To)})
	}
	return out
}
