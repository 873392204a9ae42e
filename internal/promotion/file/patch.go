package file

import (
	"bytes"
	"encoding/json"
	"errors"
)

// PatchOf is the merge patch (RFC 7396) that makes one value of another, as both are
// written in JSON: what the second lacks is null.
func PatchOf(from, to any) ([]byte, error) {
	a, err := json.Marshal(from)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(to)
	if err != nil {
		return nil, err
	}
	return mergePatch(a, b)
}

func mergePatch(from, to json.RawMessage) (json.RawMessage, error) {
	var was, is map[string]json.RawMessage
	if !bytes.HasPrefix(from, []byte("{")) || !bytes.HasPrefix(to, []byte("{")) {
		return to, nil // not both objects: replaced as a whole
	}
	if err := errors.Join(json.Unmarshal(from, &was), json.Unmarshal(to, &is)); err != nil {
		return nil, err
	}
	out := make(map[string]json.RawMessage, len(is))
	for name, value := range is {
		part, err := mergePatch(was[name], value)
		if err != nil {
			return nil, err
		}
		out[name] = part
	}
	for name := range was {
		if _, kept := is[name]; !kept {
			out[name] = json.RawMessage("null")
		}
	}
	return json.Marshal(out)
}
