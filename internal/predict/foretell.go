package predict

import (
	"context"
	"strconv"

	"sartor/internal/fault"
	"sartor/internal/model/forecast"
	"sartor/internal/predict/panel"
)

// learn chooses and learns how the series go on.
func (d Demand) learn(ctx context.Context, p *panel.Panel, sum *DemandSummary) (*forecast.Model, error) {
	d.Say.stage("choosing how to forecast")
	m, err := forecast.Fit(p.Part(0, p.Series), forecast.Options{
		Quantiles: d.Quantiles, Point: forecast.Point(d.Point), Workers: max(1, d.Workers), Seed: d.Seed, Stop: ctx.Err,
	})
	if stopped := ctx.Err(); stopped != nil {
		return nil, stopped
	}
	if err != nil {
		return nil, fault.At("predict.Demand", err)
	}
	sum.tell(m.Report())
	return m, nil
}

// tell takes over how the model came about.
func (s *DemandSummary) tell(r forecast.Report) {
	s.Choice = r
	named := map[string]bool{}
	for _, g := range r.Groups {
		name := g.Point
		if name == "" {
			name = g.Model
		}
		if g.Series == 0 && len(r.Groups) > 1 {
			continue // none of its kind were judged: it does as all
		}
		if !named[name] && s.Model != "" {
			s.Model += "; "
		}
		if !named[name] {
			s.Model += name
		}
		named[name] = true
	}
	if s.Model == "" && len(r.Groups) > 0 {
		s.Model = r.Groups[0].Point
	}
	s.Warnings = append(s.Warnings, r.Notes...)
}

// written is what is written of one series.
type written struct {
	rows   []byte
	silent bool // nothing is known of it
}

// foretell writes the header and the rows of all series, in the order of their ids.
func (d Demand) foretell(ctx context.Context, p *panel.Panel, m *forecast.Model, o *output, sum *DemandSummary) error {
	_, _ = o.WriteString("series,at,mean") // bufio keeps the first error for Flush
	for _, q := range d.Quantiles {
		_, _ = o.WriteString(",q" + strconv.FormatFloat(q, 'f', -1, 64))
	}
	_ = o.WriteByte('\n')
	dates := p.Dates()
	for from := 0; from < p.Series; from += atOnce {
		if d.Say != nil {
			d.Say(Progress{Stage: "forecasting", Done: int64(from), Total: int64(p.Series)})
		}
		to := min(from+atOnce, p.Series)
		out := make([]written, to-from)
		err := m.Each(p.Part(from, to), func(i int, a *forecast.Ahead) error {
			out[i] = written{rows: rowsOf(p.ID(from+i), dates, a), silent: a.Why.Model == ""}
			return nil
		})
		if err != nil {
			return err
		}
		for _, one := range out {
			_, _ = o.Write(one.rows)
			if one.silent {
				sum.Silent++
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return o.Flush()
}

// rowsOf spells the forecast of one series, a row a step.
func rowsOf(id string, dates []string, a *forecast.Ahead) []byte {
	const row = 40 // bytes, about
	id = quotedWhereNeeded(id)
	out := make([]byte, 0, len(dates)*(len(id)+row+12*len(a.Quantiles)))
	for k, date := range dates {
		out = append(append(append(append(out, id...), ','), date...), ',')
		out = appendUnits(out, a.Point[k])
		for _, q := range a.Quantiles {
			out = appendUnits(append(out, ','), q[k])
		}
		out = append(out, '\n')
	}
	return out
}

// appendUnits spells a number of units with seven digits, which is more than a forecast
// is worth, and 0 without a sign.
func appendUnits(out []byte, v float64) []byte {
	if v == 0 {
		return append(out, '0')
	}
	return strconv.AppendFloat(out, v, 'g', 7, 64)
}
