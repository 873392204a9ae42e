package table

import (
	"testing"
	"time"
	_ "time/tzdata" // zones are the same on every machine

	"pgregory.net/rapid"
	"sartor/internal/retail"
)

func zone(t interface{ Fatal(...any) }, name string) *Zone {
	z, err := NewZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestZone_ParsesAsTheStandardLibrary(t *testing.T) {
	t.Parallel()
	names := []string{"Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"}
	zones := map[string]*Zone{} // kept, so that remembered days are tried
	for _, n := range names {
		zones[n] = zone(t, n)
	}
	rapid.Check(t, func(t *rapid.T) {
		z := zones[rapid.SampledFrom(names).Draw(t, "zone")]
		second := rapid.Int64Range(0, 4_102_444_799).Draw(t, "second") // 1970…2099
		at := time.Unix(second, rapid.Int64Range(0, 999_999).Draw(t, "micros")*1000).UTC()
		layout := rapid.SampledFrom([]string{
			"2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05.000000", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700",
		}).Draw(t, "layout")
		text := at.In(z.loc).Format(layout)
		want, err := time.ParseInLocation(layout, text, z.loc)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := z.Parse([]byte(text))
		if !ok || got != retail.MicrosOf(want) {
			t.Fatalf("%s in %s: %v %v, want %v", text, z.Name(), got.Time(), ok, want.UTC())
		}
	})
}

func TestZone_Borders(t *testing.T) {
	t.Parallel()
	z := zone(t, "Europe/Berlin")
	for text, want := range map[string]string{
		"2026-11-22":                     "2026-11-22T11:00:00Z", // noon
		"2024-02-29":                     "2024-02-29T11:00:00Z",
		"2026-03-29T02:30:00":            "2026-03-29T01:30:00Z", // clocks leave it out
		"2026-10-25T02:30:00":            "2026-10-25T01:30:00Z", // clocks repeat it: the later one
		"2026-10-25T02:30:00+01:00":      "2026-10-25T01:30:00Z",
		"2026-11-22T23:59:60Z":           "2026-11-23T00:00:00Z",
		"2026-11-22t01:02z":              "2026-11-22T01:02:00Z",
		" 2026-11-22 01:02:03,5-09 ":     "2026-11-22T10:02:03.5Z",
		"2026-02-29":                     "",
		"2100-02-29":                     "",
		"2026-13-01":                     "",
		"2026-00-01":                     "",
		"2026-01-00":                     "",
		"2026-04-31":                     "",
		"2026-11-22T24:00":               "",
		"2026-11-22T12:60":               "",
		"2026-11-22T12:00:61":            "",
		"2026-11-22T12":                  "",
		"2026-11-22T12:00:0":             "",
		"2026-11-22T":                    "",
		"2026-11-22X12:00":               "",
		"2026-11-22T12:00:00.":           "",
		"2026-11-22T12:00+25:00":         "",
		"2026-11-22T12:00+01:75":         "",
		"2026-11-22T12:00+1":             "",
		"2026-11-22T12:00 Europe":        "",
		"22.11.2026":                     "",
		"2026-1-2":                       "",
		"20261122":                       "",
		"":                               "",
		"yesterday at about 12:00":       "",
		"2026-11-22T12:00:00.1234567890": "",
	} {
		got, ok := z.Parse([]byte(text))
		if ok != (want != "") || ok && got.Time().Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %v %v, want %q", text, got.Time().Format(time.RFC3339Nano), ok, want)
		}
	}
}

func TestZone_ParseUS(t *testing.T) {
	t.Parallel()
	z := zone(t, "Europe/London")
	for text, want := range map[string]string{
		"12/1/2010 8:26": "2010-12-01T08:26:00Z", "7/4/2011 13:05:30": "2011-07-04T12:05:30Z", "01/09/2011 08:05": "2011-01-09T08:05:00Z",
		"13/1/2010 8:26": "", "2/29/2011 8:26": "", "1/1/10 8:26": "", "1/1/2010": "", "1/1/2010 ": "", "1/1/2010 8:26 PM": "", "/1/2010 8:26": "", "12345/1/2010 8:26": "",
	} {
		got, ok := z.ParseUS([]byte(text))
		if ok != (want != "") || ok && got.Time().Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v, want %q", text, got.Time(), ok, want)
		}
	}
}

func TestNewZone_RefusesWhatIsNoPlace(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Mars/Base", "../etc/passwd"} {
		if _, err := NewZone(name); err == nil {
			t.Errorf("%q is a zone", name)
		}
	}
}

// What parses is a time that prints back to the same instant.
func FuzzZone(f *testing.F) {
	for _, s := range []string{"2026-11-22T17:41:09+01:00", "2026-11-22", "2026-02-30", "12/1/2010 8:26", "2026-11-22 1:2", "0000-01-01T00:00Z"} {
		f.Add([]byte(s))
	}
	z := zone(f, "Europe/London")
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, parse := range map[string]func([]byte) (retail.Micros, bool){"ISO": z.Parse, "US": z.ParseUS} {
			at, ok := parse(text)
			if !ok {
				if at != 0 {
					t.Fatalf("%s: %q fails with %d", name, text, at)
				}
				continue
			}
			back, ok := z.Parse([]byte(at.Time().Format("2006-01-02T15:04:05.000000Z07:00")))
			if year := at.Time().Year(); year >= 0 && year <= 9999 && (!ok || back != at) {
				t.Fatalf("%s: %q is %v, printed and read %v %v", name, text, at.Time(), back.Time(), ok)
			}
		}
	})
}
