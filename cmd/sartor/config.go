package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"sartor/internal/fault"
)

// newParser builds the command line: every flag also reads SARTOR_NAME and the
// configuration file, in that order after the flag itself.
func newParser(c *cli, w world) (*kong.Kong, error) {
	p, err := kong.New(c,
		kong.Name("sartor"),
		kong.Description("Know every customer of a chain of stores and give each exactly what they need."),
		kong.Writers(w.stdout, w.stderr),
		kong.Exit(func(code int) { panic(exitPanic(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(environmentResolver(w)),
		kong.Configuration(configResolver),
	)
	return p, err
}

// envName is the environment variable of a flag.
func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func environmentResolver(w world) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if v := w.getenv(envName(flag.Name)); v != "" && flag.Name != "help" {
			return v, nil
		}
		return nil, nil
	})
}

// forTests begins the variables that this project's own tests read.
const forTests = envPrefix + "TEST_"

// unknownVariables refuses variables with our prefix that no flag reads, all at
// once: a mistyped one would leave a default standing, and nobody would see it.
func unknownVariables(kctx *kong.Context, names []string) error {
	var all error
	known := flagsOf(kctx.Model)
	for _, name := range names {
		flag := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, envPrefix), "_", "-"))
		if !known[flag] && !strings.HasPrefix(name, forTests) && name != variableOf(kctx) {
			all = errors.Join(all, fault.New(fault.Malformed, "unknown_key", "the environment sets %s, but there is no setting --%s: correct or unset it (\"sartor config explain\" lists the settings)", name, flag))
		}
	}
	return all
}

// flagsOf names the flags of all commands.
func flagsOf(app *kong.Application) map[string]bool {
	known := map[string]bool{}
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	return known
}

// fileConfig is the configuration file: flag names as keys, for all commands.
type fileConfig struct{ values map[string]any }

// configResolver reads a configuration file. An unknown key is an error.
func configResolver(r io.Reader) (kong.Resolver, error) {
	b, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(b, &values); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return &fileConfig{values}, nil
}

// Validate refuses keys that no flag has, all at once.
func (f *fileConfig) Validate(app *kong.Application) error {
	known := flagsOf(app)
	var all error
	for key := range f.values {
		if !known[key] {
			all = errors.Join(all, fault.New(fault.Malformed, "unknown_key", "configuration: %q is no setting; keys are flag names such as addr or db", key))
		}
	}
	return all
}

// Resolve gives a flag its value of the file.
func (f *fileConfig) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	v, ok := f.values[flag.Name]
	if !ok {
		return nil, nil
	}
	return v, nil
}

type configCmd struct {
	Explain configExplainCmd `cmd:"" help:"Print every setting, its value and where it came from."`
}

type configExplainCmd struct{ jsonFlag }

// Help shows examples.
func (configExplainCmd) Help() string {
	return "Examples:\n  sartor config explain\n  sartor config explain --config sartor.yaml --json"
}

type explained struct {
	Command string `json:"command"`
	Flag    string `json:"flag"`
	Value   string `json:"value"`
	From    string `json:"from"`
}

// Run prints the settings with where each comes from.
func (c *configExplainCmd) Run(w world, k *kong.Kong, root *cli) error {
	file := map[string]any{}
	if root.Config != "" {
		b, err := os.ReadFile(w.path(string(root.Config)))
		if err != nil {
			return fmt.Errorf("configuration: %w", err)
		}
		if err := yaml.Unmarshal(b, &file); err != nil {
			return fmt.Errorf("configuration: %w", err)
		}
	}
	var rows []explained
	for _, leaf := range k.Model.Leaves(true) {
		for _, flag := range leaf.Flags {
			rows = append(rows, explain(w, leaf, flag, file))
		}
	}
	slices.SortFunc(rows, func(a, b explained) int { return strings.Compare(a.Command+" "+a.Flag, b.Command+" "+b.Flag) })
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(rows)
	}
	t := tabwriter.NewWriter(w.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "SETTING\tVALUE\tFROM\tCOMMANDS")
	for _, r := range bySetting(rows) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Flag, cmp.Or(r.Value, "-"), r.From, r.Command)
	}
	return t.Flush()
}

// mostNamed bounds the commands named beside a setting; more are counted.
const mostNamed = 3

// bySetting joins the rows of one setting that say the same: people read a line
// a setting, programs a row a command.
func bySetting(rows []explained) []explained {
	commands := map[explained][]string{}
	for _, r := range rows {
		key := explained{Flag: r.Flag, Value: r.Value, From: r.From}
		commands[key] = append(commands[key], r.Command)
	}
	out := make([]explained, 0, len(commands))
	for r, names := range commands {
		r.Command = strings.Join(names[:min(len(names), mostNamed)], ", ")
		if more := len(names) - mostNamed; more > 0 {
			r.Command += fmt.Sprintf(" and %d more", more)
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b explained) int {
		return cmp.Or(cmp.Compare(a.Flag, b.Flag), cmp.Compare(a.Command, b.Command))
	})
	return out
}

func explain(w world, leaf *kong.Node, flag *kong.Flag, file map[string]any) explained {
	e := explained{Command: leaf.Path(), Flag: flag.Name, Value: flag.Default, From: "default"}
	if v, ok := file[flag.Name]; ok {
		e.Value, e.From = fmt.Sprint(v), "configuration file"
	}
	if v := w.getenv(envName(flag.Name)); v != "" {
		e.Value, e.From = v, "environment "+envName(flag.Name)
	}
	if flag.IsBool() && e.Value == "" {
		e.Value = "false"
	}
	if strings.Contains(flag.Name, "token") && e.Value != "" {
		e.Value = "***"
	}
	return e
}

// version is set by the linker for releases.
var version = "0.1.0"

type versionCmd struct{ jsonFlag }

// Help shows examples.
func (versionCmd) Help() string {
	return "Examples:\n  sartor version\n  sartor version --json"
}

// Run prints the version and what it was built with.
func (c *versionCmd) Run(w world) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(map[string]string{"version": version, "go": runtime.Version(), "revision": revision})
	}
	said := fmt.Sprintf("sartor %s (%s %s/%s) %s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, revision)
	_, err := fmt.Fprintln(w.stdout, strings.TrimSpace(said))
	return err
}

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help shows examples.
func (completionCmd) Help() string {
	return "Examples:\n  sartor completion bash > /etc/bash_completion.d/sartor\n  sartor completion fish > ~/.config/fish/completions/sartor.fish"
}

// Run prints a script that completes commands and flags.
func (c *completionCmd) Run(_ context.Context, w world, k *kong.Kong) error {
	words := map[string][]string{}
	var visit func(n *kong.Node, path string)
	visit = func(n *kong.Node, path string) {
		for _, child := range n.Children {
			words[path] = append(words[path], child.Name)
			visit(child, strings.TrimSpace(path+" "+child.Name))
		}
		for _, f := range n.Flags {
			words[path] = append(words[path], "--"+f.Name)
		}
	}
	visit(k.Model.Node, "")
	_, err := io.WriteString(w.stdout, completionScript(c.Shell, words))
	return err
}

// completionScript writes one case per command path.
func completionScript(shell string, words map[string][]string) string {
	paths := make([]string, 0, len(words))
	for p := range words {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	var b strings.Builder
	if shell == "fish" {
		for _, p := range paths {
			b.WriteString(fishLines(p, words[p]))
		}
		return b.String()
	}
	if shell == "zsh" {
		b.WriteString("autoload -U +X bashcompinit && bashcompinit\n")
	}
	b.WriteString("_sartor() {\n  local path=\"\" w\n  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do case \"$w\" in -*) ;; *) path=\"${path:+$path }$w\";; esac; done\n  case \"$path\" in\n")
	for _, p := range paths {
		fmt.Fprintf(&b, "    '%s') COMPREPLY=($(compgen -W '%s' -- \"${COMP_WORDS[COMP_CWORD]}\"));;\n", p, strings.Join(words[p], " "))
	}
	b.WriteString("    *) COMPREPLY=();;\n  esac\n}\ncomplete -o default -F _sartor sartor\n")
	return b.String()
}

// fishLines complete the commands below one command.
func fishLines(path string, words []string) string {
	condition := "__fish_use_subcommand"
	if path != "" {
		condition = "__fish_seen_subcommand_from " + path
	}
	var b strings.Builder
	for _, word := range words {
		if !strings.HasPrefix(word, "--") {
			fmt.Fprintf(&b, "complete -c sartor -f -n '%s' -a %s\n", condition, word)
		}
	}
	return b.String()
}
