package httpapi

import (
	"bytes"
	"os"
	"testing"
)

func wholeSpec(t *testing.T) []byte {
	t.Helper()
	whole, err := described()
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// TestOpenAPI_ThePackedOneIsTheNewest: the binary has what openapi.json says.
func TestOpenAPI_ThePackedOneIsTheNewest(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(wholeSpec(t), want) {
		t.Error("openapi.json was changed since it was packed: go generate ./internal/httpapi")
	}
}
