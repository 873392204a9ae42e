package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"sartor/internal/model/lifetime"
	"sartor/internal/retail"
)

// lifetime measures `sartor predict lifetime` from file to file: growth with the
// number of customers, each model alone, and the automatic choice.
func (b *bench) lifetime(ctx context.Context, args []string) error {
	most := 1_000_000
	b.flags.IntVar(&most, "customers", most, "customers of the largest file; a tenth and a hundredth of it are measured too")
	if err := b.parse(args); err != nil {
		return err
	}
	for _, n := range []int{most / 100, most / 10, most} {
		file := filepath.Join(b.dir, fmt.Sprintf("purchases-%d.csv", n))
		rows, err := writePurchases(file, n)
		if err != nil {
			return err
		}
		models := []string{"auto"}
		if n == most {
			models = []string{"bgnbd", "mbgnbd", "mbgcnbdk", "paretonbd", "auto"}
		}
		for _, model := range models {
			if err := b.predictLifetime(ctx, file, model); err != nil {
				return errors.Join(err, os.Remove(file))
			}
		}
		b.row(fmt.Sprintf("%d customers", n), fmt.Sprintf("%d rows", rows), "")
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) predictLifetime(ctx context.Context, file, model string) error {
	report := filepath.Join(b.dir, "lifetime.json")
	p, err := b.sartor(ctx, "predict", "lifetime", "--receipts", file, "--until", lastDay().String(), "--horizon", "364",
		"--model", model, "--out", filepath.Join(b.dir, "lifetime.csv"), "--report", report)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(report)
	if err != nil {
		return err
	}
	var said struct {
		Model     string             `json:"model"`
		K         int                `json:"k"`
		Histories int                `json:"histories"`
		Stages    map[string]float64 `json:"stages"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return err
	}
	stages, err := json.Marshal(said.Stages)
	if err != nil {
		return err
	}
	b.row("predict lifetime --model "+model, fmt.Sprintf("%.1f s, %.1f s CPU, %s; %s, K %d, %d histories; seconds %s",
		p.wall.Seconds(), p.cpu.Seconds(), p.peak(), said.Model, said.K, said.Histories, stages), "1 M: ≤ 60 s, ≤ 1,536 MiB")
	return nil
}

// lastDay is the last day of the written purchases.
func lastDay() retail.BusinessDay { return retail.Day(2026, 6, 30) }

// writePurchases writes customers of a grocer who came in the course of two years,
// weekly to yearly buyers, with a spend of their own each.
func writePurchases(path string, customers int) (rows int, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if _, err := w.WriteString("customer,at,amount\n"); err != nil {
		return 0, errors.Join(err, f.Close())
	}
	model := lifetime.Model{Kind: lifetime.MBG, K: 2, R: 1.2, Alpha: 3, A: .5, B: 1.6}
	rng, line, days := rand.New(rand.NewPCG(6, 4)), []byte{}, []float64{}
	for n := range customers {
		age := rng.IntN(730)
		first, level := lastDay()-retail.BusinessDay(age), 12*math.Exp(.5*rng.NormFloat64())
		days = append(model.Newcomer().Sample(rng, age, days[:0]), -1) // day 0 is the first purchase
		for _, d := range days {
			line = append(strconv.AppendInt(append(line[:0], 'c'), int64(n), 10), ',')
			line = append((first+1+retail.BusinessDay(d)).Time().AppendFormat(line, "2006-01-02"), ',')
			line = append(strconv.AppendFloat(line, level*(.5+rng.Float64()), 'f', 2, 64), '\n')
			if _, err := w.Write(line); err != nil {
				return rows, errors.Join(err, f.Close())
			}
			rows++
		}
	}
	return rows, errors.Join(w.Flush(), f.Close())
}
