package console

import (
	"strconv"

	"sartor/internal/console/mark"
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
	Badge                                 badge
}

func learnHandler(c *call) error {
	v, err := c.site.cfg.ChainData.Learn(c.r.Context())
	if err != nil {
		return err
	}
	return c.render(learnBody(c.learnPage(v)))
}

func (c *call) learnPage(v LearnView) learnPage {
	name := c.f.w.Screens[learn]
	p := learnPage{
		Frame:  c.frame(name, learn, crumb{Text: name, Strong: true}, crumb{Text: v.Standing.Snapshot}),
		Counts: c.dataCounts(v.Counts),
		Head:   head{H1: name, Answer: c.learnAnswer(v), AsOf: c.asOf(v.AsOf) + " " + c.f.w.Ranges90},
	}
	if v.Standing.Snapshot != "" {
		p.Head.Badges = []badge{{v.Standing.Snapshot, "good"}}
	}
	c.scores(&p, v)
	c.lastRun(&p, v)
	for _, r := range v.Runs {
		p.Runs = append(p.Runs, c.runRow(r))
	}
	return p
}

func (c *call) learnAnswer(v LearnView) []part {
	w := c.f.w.Learn
	if v.Standing.Snapshot == "" {
		return sentence(w.AnswerNone, slot{Name: "new", Text: c.f.w.Today.Receipts.of(c.f, v.New)}, slot{Name: "need", Text: c.f.count(v.Needed)})
	}
	score := slot{Name: "score", Text: c.f.fine(v.Standing.Score.Mid), URL: "#scores", Range: c.f.fineRange(v.Standing.Score)}
	for _, s := range v.Scores {
		if s.Baseline && s.Value.Known() {
			return sentence(w.Answer, score, slot{Name: "rule", Text: c.f.fine(s.Value.Mid)})
		}
	}
	return sentence(w.AnswerAlone, score)
}

func (c *call) scores(p *learnPage, v LearnView) {
	w := c.f.w.Learn
	low, high, better, rivals := 1.0, 0.0, 0, 0
	var base Interval
	for _, s := range v.Scores {
		low, high = min(low, s.Value.Low), max(high, s.Value.High)
		if s.Baseline {
			base = s.Value
		}
	}
	p.Tape = mark.NewRuler(low*100, high*100, func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) + nbsp + "%" })
	for _, s := range v.Scores {
		row := scoreRow{
			Name: orPlain(w.Models[s.Model], s.Model), Note: orPlain(w.Metrics[s.Metric], s.Metric), Chosen: s.Chosen,
			Figure: c.f.fine(s.Value.Mid), Range: c.f.fineRange(s.Value), N: c.f.count(s.Value.N),
		}
		row.Span = mark.NewSpan(p.Tape, row.Name+": "+row.Figure+" ("+row.Range+")", s.Value.Low*100, s.Value.Mid*100, s.Value.High*100, 44)
		switch {
		case s.Chosen:
			row.Badge = badge{w.Chosen, "good"}
		case s.Baseline:
			row.Badge, row.Span = badge{w.Baseline, ""}, row.Span.Ring()
		default:
			row.Badge = badge{w.Rival, ""}
		}
		if !s.Baseline {
			rivals++
			if s.Value.Low > base.Mid {
				better++
			}
		}
		p.Scores = append(p.Scores, row)
	}
	p.ScoreTitle = fill(w.ScoreFinding, slot{Name: "k", Text: c.f.words(int64(better))}, slot{Name: "n", Text: c.f.count(int64(rivals))})
	switch better {
	case rivals:
		p.ScoreTitle = w.ScoreAll.of(c.f, int64(rivals))
	case 0:
		p.ScoreTitle = w.ScoreNone
	}
	if rivals == 0 {
		p.ScoreTitle = w.ScoreNone
	}
}

func (c *call) lastRun(p *learnPage, v LearnView) {
	w := c.f.w.Learn
	p.RunTitle = w.NoRun
	if len(v.Runs) > 0 {
		last := v.Runs[0]
		p.RunTitle = fill(w.RunTitle, slot{Name: "took", Text: c.f.took(last.Took)}, slot{Name: "n", Text: c.f.count(last.Receipts)})
		p.Steps = append(p.Steps, touchRow{
			Class: stepClass(last.State), What: orPlain(w.Ends[last.State], string(last.State)), When: c.f.when(last.Started.Add(last.Took)), Note: last.Reason,
		}, touchRow{Class: "till", What: w.StepLearn, When: c.f.when(last.Started), Note: c.f.w.Today.Receipts.of(c.f, last.Receipts)})
	}
	if !v.Running.Started.IsZero() {
		p.RunTitle = w.RunningTitle
		p.Progress = strconv.Itoa(int(v.Progress * 100))
		p.Steps = append([]touchRow{{Class: "ours", What: w.Running, When: c.f.when(v.Running.Started), Note: c.f.percent(v.Progress)}}, p.Steps...)
		return
	}
	next := touchRow{Class: "next", What: w.Next, Note: fill(w.NextNote, slot{Name: "n", Text: c.f.count(v.New)}, slot{Name: "need", Text: c.f.count(v.Needed)})}
	p.Steps = append([]touchRow{next}, p.Steps...)
}

func stepClass(s RunState) string {
	if s == RunRefused || s == RunFailed {
		return "bad"
	}
	return "till"
}

func (c *call) runRow(r Run) runRow {
	w := c.f.w.Learn
	row := runRow{
		Snapshot: orElse(r.Snapshot, "–"), When: c.f.when(r.Started), Took: c.f.took(r.Took), Receipts: c.f.count(r.Receipts),
		Model: orPlain(w.Models[r.Chosen], r.Chosen), Reason: r.Reason,
		Badge: badge{orPlain(w.States[r.State], string(r.State)), map[RunState]string{RunPublished: "good", RunRefused: "warn", RunFailed: "pin", RunRunning: "basted"}[r.State]},
	}
	if r.Score.Known() {
		row.Score, row.Range = c.f.fine(r.Score.Mid), c.f.fineRange(r.Score)
	}
	if r.Rival.Known() {
		row.Rival = c.f.fine(r.Rival.Mid)
	}
	return row
}

func (c *call) dataCounts(n Counts) []fact {
	w := c.f.w.Learn
	out := []fact{
		{Name: w.CountReceipts, Value: c.f.count(n.Receipts)},
		{Name: w.CountAnonymous, Value: c.f.count(n.Anonymous)},
		{Name: w.CountLines, Value: c.f.count(n.Lines)},
		{Name: w.CountCustomers, Value: c.f.count(n.Customers)},
		{Name: w.CountProducts, Value: c.f.count(n.Products)},
		{Name: w.CountStores, Value: c.f.count(n.Stores)},
	}
	if n.Receipts > 0 && n.From != retail.BusinessDay(0) {
		out = append(out, fact{Name: w.CountDays, Value: c.f.day(n.From) + "–" + c.f.day(n.To)})
	}
	return out
}
