package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Let somebody sign in; the password is read from standard input."`
	List     userListCmd     `cmd:"" help:"List everybody who may sign in."`
	Disable  userDisableCmd  `cmd:"" help:"End somebody's access at once."`
	Password userPasswordCmd `cmd:"" help:"Set a new password, read from standard input."`
}

type userAddCmd struct {
	dbFlag
	Login        string   `arg:"" help:"Sign-in name."`
	Role         string   `required:"" enum:"owner,admin,marketer,manager,planner,account,desk,analyst" help:"owner, admin, marketer, manager, planner, account, desk or analyst."`
	Name         string   `help:"As shown on screens; the sign-in name when absent."`
	Store        []string `help:"Store of a manager; repeatable."`
	PasswordText string   `name:"password-env" placeholder:"VAR" help:"Read the password from this environment variable instead."`
}

// Help shows examples.
func (userAddCmd) Help() string {
	return "Examples:\n  echo 'a long sentence nobody guesses' | sartor user add mara --role owner"
}

// Run adds the person.
func (c *userAddCmd) Run(ctx context.Context, w world) error {
	role, err := access.ParseRole(c.Role)
	if err != nil {
		return err
	}
	login := access.FoldLogin(c.Login)
	if err := access.CheckLogin(login); err != nil {
		return err
	}
	hash, err := readPassword(w, c.PasswordText, login)
	if err != nil {
		return err
	}
	chain, done, err := w.open(ctx, w.options(c.dbFlag))
	if err != nil {
		return err
	}
	s := access.Staff{
		ID: "stf_" + randomHex(8), Login: login, Name: c.Name, Role: role, Stores: storeIDs(c.Store),
		Password: hash, Created: retail.MicrosOf(chain.Clock()),
	}
	if s.Name == "" {
		s.Name = c.Login
	}
	if err := s.Principal().Check(); err != nil {
		return err
	}
	if err := chain.DB.CreateStaff(ctx, s); err != nil {
		return err
	}
	w.note("%s may sign in as %s.", login, role)
	return done()
}

// readPassword reads one line and returns its hash.
func readPassword(w world, variable, login string) (string, error) {
	var typed string
	if variable != "" {
		if typed = w.getenv(variable); typed == "" {
			return "", fault.New(fault.Invalid, "password", "the environment variable %s is empty", variable)
		}
	} else {
		line, err := bufio.NewReader(w.stdin).ReadString('\n')
		if err != nil && line == "" {
			return "", fault.New(fault.Invalid, "password", "no password on standard input: pipe one line into the command, or name a variable with --password-env")
		}
		typed = strings.TrimRight(line, "\r\n")
	}
	p := access.NewPassword(typed)
	if err := p.Check(login); err != nil {
		return "", err
	}
	return p.Hash(rand.Reader)
}

// readsStdin marks commands whose standard input must reach a server that runs
// them.
func (c *userAddCmd) readsStdin() bool { return c.PasswordText == "" }

func (c *userPasswordCmd) readsStdin() bool { return c.PasswordText == "" }

// variable names what else of the environment a server that runs these needs.
func (c *userAddCmd) variable() string { return c.PasswordText }

func (c *userPasswordCmd) variable() string { return c.PasswordText }

type userListCmd struct {
	dbFlag
	jsonFlag
}

// Help shows examples.
func (userListCmd) Help() string {
	return "Examples:\n  sartor user list\n  sartor user list --json"
}

type staffView struct {
	Login    string           `json:"login"`
	Name     string           `json:"name"`
	Role     access.Role      `json:"role"`
	Stores   []retail.StoreID `json:"stores"`
	Disabled bool             `json:"disabled"`
}

// Run lists the staff.
func (c *userListCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	all, err := chain.DB.Staff(ctx)
	if err != nil {
		return err
	}
	if err := done(); err != nil {
		return err
	}
	views := make([]staffView, len(all))
	for i, s := range all {
		views[i] = staffView{Login: s.Login, Name: s.Name, Role: s.Role, Stores: s.Stores, Disabled: s.Disabled != 0}
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(views)
	}
	t := tabwriter.NewWriter(w.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "SIGN-IN\tNAME\tROLE\tSTORES\tSTATE")
	for _, v := range views {
		state := "active"
		if v.Disabled {
			state = "disabled"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", v.Login, v.Name, v.Role, storesSaid(v.Stores), state)
	}
	return t.Flush()
}

type userDisableCmd struct {
	dbFlag
	Login string `arg:"" help:"Sign-in name."`
}

// Help shows examples.
func (userDisableCmd) Help() string {
	return "Examples:\n  sartor user disable mara"
}

// Run ends somebody's access.
func (c *userDisableCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	if err := chain.DB.DisableStaff(ctx, access.FoldLogin(c.Login), retail.MicrosOf(chain.Clock())); err != nil {
		return err
	}
	return done()
}

type userPasswordCmd struct {
	dbFlag
	Login        string `arg:"" help:"Sign-in name."`
	PasswordText string `name:"password-env" placeholder:"VAR" help:"Read the password from this environment variable instead."`
}

// Help shows examples.
func (userPasswordCmd) Help() string {
	return "Examples:\n  echo 'another long sentence' | sartor user password mara"
}

// Run sets a new password.
func (c *userPasswordCmd) Run(ctx context.Context, w world) error {
	login := access.FoldLogin(c.Login)
	hash, err := readPassword(w, c.PasswordText, login)
	if err != nil {
		return err
	}
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	if err := chain.DB.SetPassword(ctx, login, hash); err != nil {
		return err
	}
	return done()
}
