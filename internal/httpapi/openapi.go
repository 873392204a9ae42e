package httpapi

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// openAPIPacked is openapi.json: packed, it takes a tenth of the room in the binary.
//
//go:generate gzip -9 -k -f -n openapi.json
//go:embed openapi.json.gz
var openAPIPacked []byte

// described is openapi.json as it was packed.
func described() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(openAPIPacked))
	if err != nil {
		return nil, fmt.Errorf("openapi.json.gz: %w", err)
	}
	return io.ReadAll(r)
}

// document returns openapi.json with the paths that are served and the version.
func document(routes []route, version string) ([]byte, error) {
	whole, err := described()
	if err != nil {
		return nil, err
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(whole, &doc); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	var paths map[string]map[string]json.RawMessage
	if err := json.Unmarshal(doc["paths"], &paths); err != nil {
		return nil, fmt.Errorf("openapi.json paths: %w", err)
	}
	served := map[string]map[string]json.RawMessage{}
	for _, rt := range routes {
		method, p, _ := strings.Cut(rt.pattern, " ")
		op, described := paths[p][strings.ToLower(method)]
		if !described {
			return nil, fmt.Errorf("openapi.json does not describe %s", rt.pattern)
		}
		if served[p] == nil {
			served[p] = map[string]json.RawMessage{}
		}
		served[p][strings.ToLower(method)] = op
	}
	if doc["paths"], err = json.Marshal(served); err != nil {
		return nil, err
	}
	if doc["info"], err = withVersion(doc["info"], version); err != nil {
		return nil, fmt.Errorf("openapi.json info: %w", err)
	}
	return json.Marshal(doc)
}

// withVersion sets the version in the document's head.
func withVersion(info json.RawMessage, version string) (json.RawMessage, error) {
	var head map[string]json.RawMessage
	if err := json.Unmarshal(info, &head); err != nil {
		return nil, err
	}
	quoted, err := json.Marshal(version)
	if err != nil {
		return nil, err
	}
	head["version"] = quoted
	return json.Marshal(head)
}

// openAPI is GET /openapi.json.
func (a *API) openAPI(c *call) error {
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "public, max-age=300")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(a.spec) // who has left asks again
	return nil
}
