package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/server"
)

type promotionCmd struct {
	Validate promotionValidateCmd `cmd:"" help:"Check a YAML file; errors name line and column."`
	Apply    promotionApplyCmd    `cmd:"" help:"Make or change the promotions of a YAML file."`
}

// readPromotions reads and checks a file, "-" is standard input.
func readPromotions(w world, path string) ([]promotion.Promotion, error) {
	in := w.stdin
	if path != "-" {
		f, err := os.Open(w.path(path))
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.New(fault.NotFound, "no_file", "there is no file %s", path)
		}
		if err != nil {
			return nil, fmt.Errorf("promotions: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, promotion.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("promotions: %w", err)
	}
	list, err := promotion.ParseYAML(b)
	return list, inFile(path, err)
}

// inFile says of a refusal which file it is about.
func inFile(path string, err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	named := *e
	named.Hint = path + ": " + e.Hint
	return &named
}

type promotionValidateCmd struct {
	jsonFlag
	File string `arg:"" help:"YAML file, - for standard input."`
}

// Help shows examples.
func (promotionValidateCmd) Help() string { return "Examples:\n  sartor promotion validate soup.yaml" }

// Run checks the file and says what is in it.
func (c *promotionValidateCmd) Run(w world) error {
	list, err := readPromotions(w, c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(list)
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %s, nothing wrong\n", c.File, counted(len(list), "promotion"))
	return err
}

type promotionApplyCmd struct {
	dbFlag
	jsonFlag
	File   string `arg:"" help:"YAML file, - for standard input."`
	Reason string `help:"Why, for the audit." default:"applied from a file"`
}

// Help shows examples.
func (promotionApplyCmd) Help() string { return "Examples:\n  sartor promotion apply soup.yaml" }

func (c *promotionApplyCmd) readsStdin() bool { return c.File == "-" }

// Run makes new promotions and changes those that stand, as PATCH would.
func (c *promotionApplyCmd) Run(ctx context.Context, w world) error {
	list, err := readPromotions(w, c.File)
	if err != nil {
		return err
	}
	chain, done, err := w.open(ctx, w.options(c.dbFlag))
	if err != nil {
		return err
	}
	var views []server.Applied
	for i := range list {
		view, err := chain.ApplyPromotion(ctx, &list[i], c.Reason)
		if err != nil {
			return errors.Join(inFile(c.File+", "+string(list[i].ID), err), done())
		}
		views = append(views, view)
	}
	if err := errors.Join(chain.Refresh(ctx), done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(views)
	}
	for _, v := range views {
		fmt.Fprintf(w.stdout, "%s  %s, version %d, %s\n", v.ID, v.Change, v.Version, v.State)
	}
	return nil
}
