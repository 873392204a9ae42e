package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token and print it once."`
	List   tokenListCmd   `cmd:"" help:"List tokens, without their secrets."`
	Revoke tokenRevokeCmd `cmd:"" help:"Withdraw a token."`
}

type tokenCreateCmd struct {
	dbFlag
	jsonFlag
	Role  string   `required:"" enum:"owner,admin,marketer,manager,planner,account,desk,analyst,till,source" help:"owner, admin, marketer, manager, planner, account, desk, analyst, till or source."`
	Store []string `help:"Store it acts for; repeatable (default: all). Needed for a manager."`
	Till  string   `help:"Till it acts for (default: every till of its stores)."`
	Name  string   `help:"What it is for."`
}

// Help shows examples.
func (tokenCreateCmd) Help() string {
	return "Examples:\n  sartor token create --role till --store S012 --till T03\n  sartor token create --role source --name webshop"
}

// Run prints the new token once; only its hash is kept.
func (c *tokenCreateCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.open(ctx, w.options(c.dbFlag))
	if err != nil {
		return err
	}
	role, err := access.ParseRole(c.Role)
	if err != nil {
		return err
	}
	for _, s := range c.Store {
		if _, ok := chain.DB.Catalogue().StoreNumber(retail.StoreID(s)); !ok {
			return fault.New(fault.Invalid, "store", "store %q is not known; make it first (import, or PUT /v1/stores/%s)", s, s)
		}
	}
	secret, token, err := makeToken(ctx, chain.DB, access.Principal{
		Name: c.Name, Role: role, Stores: storeIDs(c.Store), Till: retail.TillID(c.Till),
	}, retail.MicrosOf(chain.Clock()))
	if err != nil {
		return err
	}
	if err := done(); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(map[string]string{"token": secret, "id": token.ID, "role": string(role)})
	}
	w.note("Keep it now: it is not shown again.")
	_, err = fmt.Fprintln(w.stdout, secret)
	return err
}

// makeToken makes and keeps a token; the secret is returned once.
func makeToken(ctx context.Context, d *db.DB, who access.Principal, now retail.Micros) (string, access.APIToken, error) {
	if err := who.Check(); err != nil {
		return "", access.APIToken{}, err
	}
	t, err := access.NewToken(access.TokenKindOf(who.Role), rand.Reader)
	if err != nil {
		return "", access.APIToken{}, err
	}
	kept := access.APIToken{
		ID: "tok_" + randomHex(8), Hash: t.Hash(), Shown: t.Shown(), Name: who.Name, Role: who.Role,
		Stores: who.Stores, Till: who.Till, Created: now,
	}
	return t.Reveal(), kept, d.CreateToken(ctx, kept)
}

func storeIDs(names []string) []retail.StoreID {
	out := make([]retail.StoreID, len(names))
	for i, n := range names {
		out[i] = retail.StoreID(n)
	}
	return slices.Clip(out)
}

type tokenListCmd struct {
	dbFlag
	jsonFlag
}

// Help shows examples.
func (tokenListCmd) Help() string {
	return "Examples:\n  sartor token list\n  sartor token list --json"
}

// Run lists the tokens.
func (c *tokenListCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	tokens, err := chain.DB.Tokens(ctx)
	if err != nil {
		return err
	}
	if err := done(); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(tokenViews(tokens))
	}
	t := tabwriter.NewWriter(w.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tBEGINS\tROLE\tSTORES\tTILL\tNAME\tSTATE")
	for _, v := range tokenViews(tokens) {
		fmt.Fprintf(t, "%s\t%s…\t%s\t%s\t%s\t%s\t%s\n", v.ID, v.Begins, v.Role, storesSaid(v.Stores), v.Till, v.Name, v.State)
	}
	return t.Flush()
}

// storesSaid says where somebody may act.
func storesSaid(stores []retail.StoreID) string {
	if len(stores) == 0 {
		return "all"
	}
	words := make([]string, len(stores))
	for i, s := range stores {
		words[i] = string(s)
	}
	return strings.Join(words, ",")
}

type tokenView struct {
	ID     string           `json:"id"`
	Begins string           `json:"begins"`
	Role   access.Role      `json:"role"`
	Stores []retail.StoreID `json:"stores"`
	Till   retail.TillID    `json:"till,omitempty"`
	Name   string           `json:"name,omitempty"`
	State  string           `json:"state"`
}

func tokenViews(tokens []access.APIToken) []tokenView {
	out := make([]tokenView, len(tokens))
	for i, t := range tokens {
		out[i] = tokenView{ID: t.ID, Begins: t.Shown, Role: t.Role, Stores: t.Stores, Till: t.Till, Name: t.Name, State: "active"}
		if t.Revoked != 0 {
			out[i].State = "revoked"
		}
	}
	return out
}

type tokenRevokeCmd struct {
	dbFlag
	ID string `arg:"" help:"tok_… of the list."`
}

// Help shows examples.
func (tokenRevokeCmd) Help() string {
	return "Examples:\n  sartor token revoke tok_7b4427cf7eb5afc1"
}

// Run withdraws a token at once.
func (c *tokenRevokeCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	if err := chain.DB.RevokeToken(ctx, c.ID, retail.MicrosOf(chain.Clock())); err != nil {
		return err
	}
	return done()
}
