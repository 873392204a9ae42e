package upkeep

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/server"
)

// Each thing the doctor looks at is found when it is not well, with what to do.
func TestDoctor_NamesWhatIsNotWell(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, s *shop) Patient{
		"": func(_ *testing.T, s *shop) Patient { return Patient{Chain: s.Chain, URL: s.URL} },
		"keys": func(t *testing.T, s *shop) Patient {
			check(t, os.Chmod(s.KeyFile(), 0o644))
			return Patient{Chain: s.Chain, URL: s.URL}
		},
		"clock": func(_ *testing.T, s *shop) Patient {
			s.Chain.Clock = func() time.Time { return time.Now().Add(-2 * time.Hour) }
			return Patient{Chain: s.Chain, URL: s.URL}
		},
		"lock": func(t *testing.T, s *shop) Patient {
			check(t, os.Remove(s.path+".lock"))
			return Patient{Chain: s.Chain, URL: s.URL}
		},
		"disk": func(_ *testing.T, s *shop) Patient { return Patient{Chain: s.Chain, URL: "sqlite:/nowhere/x.db"} },
		"database": func(t *testing.T, s *shop) Patient {
			check(t, s.Chain.Close())
			return Patient{Chain: s.Chain, URL: s.URL}
		},
	} {
		t.Run("not well: "+name, func(t *testing.T) {
			t.Parallel()
			all, well := Examine(t.Context(), spoil(t, newShop(t)))
			if well != (name == "") {
				t.Errorf("well is %v: %+v", well, all)
			}
			found := name == ""
			for _, s := range all {
				if s.Name == name && !s.Well && s.Mend != "" {
					found = true
				}
				if s.Well && s.Mend != "" {
					t.Errorf("%s is well and says what to mend: %+v", s.Name, s)
				}
			}
			if !found {
				t.Errorf("%s is not named with what to do: %+v", name, all)
			}
		})
	}
}

// The lock's owner is who had it before the doctor came, never the doctor.
func TestDoctor_OwnsNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for socket, want := range map[string]string{"": "nobody had the file", "/run/x.sock": "the server, process " + strconv.Itoa(os.Getpid())} {
		check(t, s.Announce(socket))
		if got := (Patient{Chain: s.Chain, URL: s.URL}).owner(t.Context()); !got.Well || !strings.HasPrefix(got.Detail, want) {
			t.Errorf("with the socket %q: %+v", socket, got)
		}
	}
}

// A chain that does not open is examined as far as that goes.
func TestDoctor_SaysWhyAChainDoesNotOpen(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check(t, s.Chain.Close())
	check(t, os.Remove(s.path+".key"))
	_, err := server.Open(t.Context(), server.Options{URL: s.URL})
	all, well := Examine(t.Context(), Patient{URL: s.URL, Failure: err})
	if last := all[len(all)-1]; well || last.Name != "keys" || last.Mend == "" {
		t.Errorf("well %v, %+v; want the keys named", well, all)
	}
}
