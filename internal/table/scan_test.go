package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// read scans all of a text: records, and refused lines as "line reason".
func read(from io.Reader) (rows [][]string, lines []int, refused []string) {
	s := newScanner(from)
	s.begin()
	for {
		v, reason := s.scan()
		switch v {
		case record:
			row := make([]string, 0, len(s.fields))
			for _, f := range s.fields {
				row = append(row, string(f))
			}
			rows, lines = append(rows, row), append(lines, s.line)
		case wrong:
			refused = append(refused, position(s.line)+" "+reason)
		default:
			return rows, lines, refused
		}
	}
}

func TestScan_Records(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		rows       [][]string
		lines      []int
		refused    []string
	}{
		{"plain", "a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 2}, nil},
		{"no last line end", "a,b\nc,", [][]string{{"a", "b"}, {"c", ""}}, []int{1, 2}, nil},
		{"CRLF", "a,b\r\n\"c\",d\r\n", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 2}, nil},
		{"CR at the end", "a,\"b\"\r", [][]string{{"a", "b"}}, []int{1}, nil},
		{"mark", "\xef\xbb\xbf\"a\",b\n", [][]string{{"a", "b"}}, []int{1}, nil},
		{"mark alone", "\xef\xbb\xbf", nil, nil, nil},
		{"empty", "", nil, nil, nil},
		{"empty lines count", "\n\r\na\n\nb", [][]string{{"a"}, {"b"}}, []int{3, 5}, nil},
		{"doubled quotes", "\"a\"\"b\"\"\",\"\"\"\",\"\"\n", [][]string{{`a"b"`, `"`, ""}}, []int{1}, nil},
		{"line end in quotes", "\"a\nb\r\nc\",d\ne,f\n", [][]string{{"a\nb\r\nc", "d"}, {"e", "f"}}, []int{1, 4}, nil},
		{"comma in quotes", "\"a,b\",c\n", [][]string{{"a,b", "c"}}, []int{1}, nil},
		{"quote inside a word", "5\" pipe,x\n", [][]string{{`5" pipe`, "x"}}, []int{1}, nil},
		{"quote behind a space", " \"a\",x\n", [][]string{{` "a"`, "x"}}, []int{1}, nil},
		{"stray text", "\"a\"b,c\nd\n", [][]string{{"d"}}, []int{2}, []string{"line 1 " + strayEnd}},
		{"open quote costs one line", "a\n\"b,c\nd,e\n", [][]string{{"a"}, {"d", "e"}}, []int{1, 3}, []string{"line 2 " + openEnd}},
		{"open quote at the end", "a\n\"", [][]string{{"a"}}, []int{1}, []string{"line 2 " + openEnd}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, from := range map[string]io.Reader{"whole": strings.NewReader(c.text), "byte by byte": iotest.OneByteReader(strings.NewReader(c.text))} {
				rows, lines, refused := read(from)
				if !slices.EqualFunc(rows, c.rows, slices.Equal) || !slices.Equal(lines, c.lines) || !slices.Equal(refused, c.refused) {
					t.Errorf("%s: %q gives %q at %v, refused %q", name, c.text, rows, lines, refused)
				}
			}
		})
	}
}

func TestScan_BoundOfARow(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MostRow)
	for _, c := range []struct {
		name, text, refused string
		first               int // length of the first field of the first row kept
	}{
		{"largest plain row", long + "\nb\n", "", MostRow},
		{"one byte more", long + "y\nb\n", "line 1 " + tooLong, 1},
		{"far more", strings.Repeat(long, 5) + "\nb\n", "line 1 " + tooLong, 1},
		{"never ends", strings.Repeat(long, 3), "line 1 " + tooLong, -1},
		{"largest quoted row", `"` + long[2:] + "\"\nb\n", "", MostRow - 2},
		{"quoted, one byte more", `"` + long[1:] + "\"\nb\n", "line 1 " + tooLong, 1},
		{"quote that swallows", "\"a\n" + strings.Repeat("b,c\n", MostRow/2), "line 1 " + openEnd, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, _, refused := read(strings.NewReader(c.text))
			if got := strings.Join(refused, "; "); got != c.refused {
				t.Errorf("refused %q, want %q", got, c.refused)
			}
			switch {
			case c.first < 0 && len(rows) > 0:
				t.Errorf("%d rows kept", len(rows))
			case c.first >= 0 && (len(rows) == 0 || len(rows[0][0]) != c.first):
				t.Errorf("%d rows kept, the first must have %d bytes", len(rows), c.first)
			}
		})
	}
}

func TestScan_BrokenReaderIsNoEnd(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk")
	s := newScanner(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	s.begin()
	for v, _ := s.scan(); v != nothing; v, _ = s.scan() {
		if string(s.fields[0]) == "b" {
			t.Error("half a row was handed out")
		}
	}
	if !errors.Is(s.err, broken) {
		t.Errorf("err %v", s.err)
	}
}

// What a strict writer wrote comes back, however the bytes arrive.
func TestScan_ReadsWhatCSVWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringMatching(`[ab,"\n ;é]{0,6}`)
		rows := rapid.SliceOfN(rapid.SliceOfN(field, 2, 4), 0, 8).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		want := rows
		if w.UseCRLF { // the writer ends lines inside fields so, too
			want = nil
			for _, row := range rows {
				out := make([]string, len(row))
				for i, f := range row {
					out[i] = strings.ReplaceAll(f, "\n", "\r\n")
				}
				want = append(want, out)
			}
		}
		got, _, refused := read(iotest.HalfReader(&b))
		if len(refused) > 0 || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("got %q, refused %q, want %q", got, refused, want)
		}
	})
}

// Any bytes: the scanner ends, refuses nothing that encoding/csv takes, and
// reads it as encoding/csv does.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\"\"\",\n\n\"b\nc\"\r\n", "\"", "a\"b\n", "\xef\xbb\xbfx\n", "\"a\"b\n\"c\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, _, refused := read(bytes.NewReader(text))
		if n := bytes.Count(text, []byte("\n")) + 1; len(got)+len(refused) > n {
			t.Fatalf("%q: %d records and %d refused of %d lines", text, len(got), len(refused), n)
		}
		again, _, _ := read(iotest.OneByteReader(bytes.NewReader(text)))
		if !slices.EqualFunc(got, again, slices.Equal) {
			t.Fatalf("%q: %q, byte by byte %q", text, got, again)
		}
		if bytes.IndexByte(text, '\r') >= 0 { // encoding/csv also changes CRLF inside quotes
			return
		}
		strict := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
		strict.FieldsPerRecord = -1
		want, err := strict.ReadAll()
		if err != nil {
			return
		}
		if len(refused) > 0 || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q: got %q, refused %q, want %q", text, got, refused, want)
		}
	})
}
