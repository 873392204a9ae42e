package httpapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	exp "github.com/go-json-experiment/json"

	"sartor/internal/access"
	"sartor/internal/httpapi/foresee"
	"sartor/internal/httpapi/house"
	"sartor/internal/httpapi/local"
	"sartor/internal/httpapi/plan"
	"sartor/internal/httpapi/readout"
	"sartor/internal/httpapi/rollout"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/stock"
	"sartor/internal/httpapi/wire"
	"sartor/internal/promotion"
	launch "sartor/internal/rollout"
	"sartor/internal/till"
)

// schema is the part of JSON Schema that the document uses.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Additional any               `json:"additionalProperties"`
	Items      *schema           `json:"items"`
	Enum       []any             `json:"enum"`
	AnyOf      []schema          `json:"anyOf"`
}

type content map[string]struct {
	Schema  schema          `json:"schema"`
	Example json.RawMessage `json:"example"`
}

type operation struct {
	ID          string `json:"operationId"`
	Summary     string `json:"summary"`
	Security    []any  `json:"security"`
	RequestBody *struct {
		Content content `json:"content"`
	} `json:"requestBody"`
	Parameters []struct {
		Name, In string
	} `json:"parameters"`
	Responses map[string]struct {
		Content content `json:"content"`
	} `json:"responses"`
}

type spec struct {
	OpenAPI    string                          `json:"openapi"`
	Info       struct{ Title, Version string } `json:"info"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

func readSpec(t *testing.T, body []byte) spec {
	t.Helper()
	var s spec
	if err := json.Unmarshal(body, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// fits says where a value leaves its schema, "" when it fits.
func (s spec) fits(v any, sch schema, at string) string {
	if sch.Ref != "" {
		name := strings.TrimPrefix(sch.Ref, "#/components/schemas/")
		target, known := s.Components.Schemas[name]
		if !known {
			return at + " refers to " + sch.Ref
		}
		return s.fits(v, target, at)
	}
	if len(sch.AnyOf) > 0 {
		wrong := ""
		for _, one := range sch.AnyOf {
			if wrong = s.fits(v, one, at); wrong == "" {
				return ""
			}
		}
		return wrong
	}
	if !typed(v, sch.Type) {
		return fmt.Sprintf("%s: %v is no %v", at, v, sch.Type)
	}
	if len(sch.Enum) > 0 && !slices.Contains(sch.Enum, v) {
		return fmt.Sprintf("%s: %v is none of %v", at, v, sch.Enum)
	}
	switch x := v.(type) {
	case map[string]any:
		return s.object(x, sch, at)
	case []any:
		if sch.Items == nil {
			return ""
		}
		for i, item := range x {
			if wrong := s.fits(item, *sch.Items, fmt.Sprintf("%s/%d", at, i)); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

func (s spec) object(x map[string]any, sch schema, at string) string {
	for _, name := range sch.Required {
		if _, there := x[name]; !there {
			return at + " lacks " + name
		}
	}
	for name, part := range x {
		p, known := sch.Properties[name]
		if !known && sch.Additional == false {
			return at + "/" + name + " is not described"
		}
		if wrong := s.fits(part, p, at+"/"+name); wrong != "" {
			return wrong
		}
	}
	return ""
}

func typed(v, want any) bool {
	if list, many := want.([]any); many {
		return slices.ContainsFunc(list, func(one any) bool { return typed(v, one) })
	}
	switch want {
	case "string":
		_, ok := v.(string)
		return ok
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "number":
		_, ok := v.(float64)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "null":
		return v == nil
	}
	return want == nil
}

func TestOpenAPI_IsTheRouterBothWays(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	w := g.do(t, request{method: "GET", path: "/openapi.json"})
	served, file := readSpec(t, w.Body.Bytes()), readSpec(t, wholeSpec(t))
	if served.OpenAPI != "3.1.0" || served.Info.Version != "1.2.3" {
		t.Errorf("head: %+v", served.Info)
	}
	described := map[string]operation{}
	for path, ops := range file.Paths {
		for method, op := range ops {
			described[strings.ToUpper(method)+" "+path] = op
		}
	}
	ids := map[string]string{}
	for _, rt := range g.routes() {
		op, there := described[rt.pattern]
		if !there {
			t.Errorf("%s is not described", rt.pattern)
			continue
		}
		delete(described, rt.pattern)
		if other := ids[op.ID]; op.ID == "" || other != "" || op.Summary == "" {
			t.Errorf("%s: operation id %q, also of %q", rt.pattern, op.ID, other)
		}
		ids[op.ID] = rt.pattern
		if (rt.most > 0 || rt.traits&streams != 0) != (op.RequestBody != nil) {
			t.Errorf("%s: a body is read or described, not both", rt.pattern)
		}
		if public := op.Security != nil && len(op.Security) == 0; public != (rt.action == "" && rt.pattern != "GET /metrics") {
			t.Errorf("%s: security %v for action %q", rt.pattern, op.Security, rt.action)
		}
	}
	for pattern := range described {
		t.Errorf("%s is described and not served", pattern)
	}
}

// Every example fits its schema, and is read by the very code that reads it.
func TestOpenAPI_Examples(t *testing.T) {
	t.Parallel()
	s := readSpec(t, wholeSpec(t))
	for path, ops := range s.Paths {
		for method, op := range ops {
			at := method + " " + path
			if op.RequestBody != nil {
				s.examples(t, at+" request", op.RequestBody.Content)
			}
			for status, r := range op.Responses {
				s.examples(t, at+" "+status, r.Content)
			}
		}
	}
}

func (s spec) examples(t *testing.T, at string, c content) {
	t.Helper()
	for kind, one := range c {
		if !strings.Contains(kind, "json") || strings.Contains(kind, "ndjson") || strings.HasPrefix(at, "get /openapi.json") {
			continue
		}
		var v any
		if err := json.Unmarshal(one.Example, &v); err != nil {
			t.Errorf("%s: no example: %v", at, err)
			continue
		}
		if wrong := s.fits(v, one.Schema, ""); wrong != "" {
			t.Errorf("%s: the example does not fit: %s", at, wrong)
		}
		name := strings.TrimPrefix(one.Schema.Ref, "#/components/schemas/")
		target, known := goTypes()[name]
		if !known {
			t.Errorf("%s: no Go type is named for schema %q", at, name)
			continue
		}
		if err := exp.Unmarshal(one.Example, target, exp.RejectUnknownMembers(true)); err != nil {
			t.Errorf("%s: not read by %T: %v", at, target, err)
		}
		if name == "Receipt" || name == "Basket" {
			if call, err := wire.Receipt(one.Example, access.Principal{}); err != nil || len(call.Warnings) > 0 {
				t.Errorf("%s: not read as a receipt: %v, %v", at, err, call.Warnings)
			}
		}
	}
}

// goTypes are what each schema is in the code.
func goTypes() map[string]any {
	return map[string]any{
		"Receipt": new(any), "Basket": new(any), // read by wire.Receipt
		"Answer": new(till.Answer), "Ack": new(ackBody), "AckAnswer": new(ackReply), "Void": new(voidBody), "VoidAnswer": new(voidReply),
		"FactsAnswer": new(factsReply), "Voucher": new(VoucherView), "VoidedVoucher": new(voidVoucherReply), "Redemption": new(redeemReply),
		"Reason": new(voidVoucherBody), "CustomerRecord": new(CustomerView), "Lookup": new(lookUpBody), "Erasure": new(ErasureView),
		"SetConsent": new(consentBody), "ConsentAnswer": new(consentReply), "CheckIn": new(checkInBody), "CheckInAnswer": new(checkInReply),
		"Export": new(ExportView), "Outlook": new(OutlookView), "Next": new(NextView), "Move": new(MoveView), "Segment": new(SegmentView), "Flow": new(FlowView),
		"Segments": new(SegmentsView), "Member": new(MemberView), "MemberList": new(list[MemberView]), "Store": new(StoreView), "Product": new(ProductView), "Promotion": new(promotion.Promotion),
		"PromotionPatch": new(any), "Results": new(ResultsView), "Range": new(readout.RangeView), "Group": new(readout.GroupView), "Finding": new(readout.FindingView),
		"VersionResult": new(readout.VersionView), "Taste": new(readout.TasteItem), "Estimate": new(readout.EstimateView), "StoreTaste": new(readout.TasteView), "Forecast": new(foresee.View), "Problem": new(problem), "Health": new(healthReply), "Ready": new(readyReply),
		"Staff": new(house.StaffView), "StaffPatch": new(house.StaffPatch), "NewInvitation": new(house.InvitationBody), "Invitation": new(house.InvitationView),
		"Session": new(house.SessionView), "Token": new(house.TokenView), "NewToken": new(house.TokenBody), "AuditEntry": new(house.EntryView),
		"StaffList": new(room.List[house.StaffView]), "InvitationList": new(room.List[house.InvitationView]), "SessionList": new(room.List[house.SessionView]),
		"TokenList": new(room.List[house.TokenView]), "AuditList": new(room.List[house.EntryView]),
		"StoreList": new(list[StoreView]), "ProductList": new(list[ProductView]), "PromotionList": new(list[promotion.Promotion]),
		"Frame": new(promotion.Frame), "StoreChanges": new(promotion.Changes), "Difference": new(promotion.Difference), "StoreVersion": new(local.View),
		"Approval": new(local.WaitingView), "StoreVersionStep": new(local.StepView), "PromotionVersion": new(local.EditionView),
		"StoreVersionList": new(list[local.View]), "ApprovalList": new(list[local.WaitingView]), "StoreVersionStepList": new(list[local.StepView]),
		"PromotionVersionList": new(list[local.EditionView]), "StoreVersionComment": new(any), "StoreTransfer": new(any), "StoreTransferDone": new(local.TransferView),
		"StockPosition": new(stock.PositionView), "StockPositionList": new(room.List[stock.PositionView]), "StockDetail": new(stock.DetailView),
		"StockMovement": new(any), "StockTold": new(stock.ToldView), "SupplyTerms": new(stock.TermsView), "SupplyBody": new(stock.TermsBody),
		"RolloutPlan": new(launch.Plan), "RolloutRow": new(rollout.View), "Rollout": new(rollout.WholeView), "RolloutList": new(room.List[rollout.View]),
		"NewRollout": new(rollout.Body), "RolloutPatch": new(rollout.Patch), "RolloutDecision": new(rollout.StepBody), "RolloutNote": new(rollout.NoteBody),
		"RolloutEvidence": new(rollout.EvidenceBody), "RolloutEvidenceAnswer": new(rollout.EvidenceAnswer), "RolloutReadout": new(rollout.ReadoutView),
		"Delistings": new(rollout.DelistingsView), "Delisting": new(rollout.DelistingView), "LoyalCustomer": new(rollout.LoyalView),
		"RolloutStep": new(rollout.StepView), "RolloutStepList": new(room.List[rollout.StepView]),
		"Proposal": new(plan.View), "PlanRange": new(plan.RangeView), "PlanTerm": new(plan.TermView), "ProposalList": new(room.List[plan.View]), "ProposalChoice": new(plan.ChoiceBody),
		"ProposalSweep": new(plan.SweepBody), "ProposalsSwept": new(plan.SweptView), "PlanDay": new(plan.DayView), "Plan": new(plan.NightView), "PlanAsked": new(plan.AskedView),
		"PlanRules": new(any), "OrderExport": new(plan.ExportView), "OrderExportList": new(room.List[plan.ExportView]), "NewOrderExport": new(plan.ParcelBody),
		"BasketItemList": new(list[BasketItem]), "NewVoucherList": new(list[till.VoucherView]), "TouchList": new(list[TouchView]),
	}
}

// Each member the code can write is described, and each described one exists.
func TestOpenAPI_MembersAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	s := readSpec(t, wholeSpec(t))
	for name, v := range goTypes() {
		typ := reflect.TypeOf(v).Elem()
		if typ.Kind() != reflect.Struct || slices.Contains([]string{"Promotion", "Frame", "StoreChanges"}, name) { // written by methods of their own
			continue
		}
		got, want := slices.Sorted(maps.Keys(s.Components.Schemas[name].Properties)), slices.Sorted(slices.Values(members(typ)))
		if !slices.Equal(got, want) {
			t.Errorf("%s: described %v, in the code %v", name, got, want)
		}
	}
}

// A promotion and its patch may name each kind of target there is.
func TestOpenAPI_TargetKindsAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	s := readSpec(t, wholeSpec(t))
	for _, name := range []string{"Promotion", "PromotionPatch"} {
		got, want := s.Components.Schemas[name].Properties["target"].Properties["kind"].Enum, promotion.TargetKinds()
		if !slices.EqualFunc(got, want, func(a any, b promotion.TargetKind) bool { return a == string(b) }) {
			t.Errorf("%s: described %v, in the code %v", name, got, want)
		}
	}
}

func members(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, members(f.Type)...)
		case name != "":
			out = append(out, name)
		}
	}
	return out
}

// What handlers really answer fits what is described.
func TestOpenAPI_AnswersFit(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	s := readSpec(t, wholeSpec(t))
	g.made(t, aPromotion)
	g.fakes.redeem = till.RedeemReply{Redeemed: &till.RedeemedView{Code: "c", Lines: []till.ShareView{}}}
	bodies := map[string]string{
		"POST /v1/till/close/ack": `{"receipt":"R1","printed":true}`, "POST /v1/till/void": `{"receipt":"R1"}`,
		"POST /v1/vouchers/{code}/void": `{}`, "POST /v1/customers/lookup": `{"card":"2600000012348"}`,
		"PUT /v1/customers/{id}/consent": `{"purpose":"offers","granted":true}`, "POST /v1/checkin": `{"store":"S012","customer":{"card":"2600000012348"}}`,
		"POST /v1/rollouts": aRollout, "PATCH /v1/rollouts/{rollout}": `{"plan":{"price":239}}`, "POST /v1/rollouts/{rollout}/approve": `{}`,
		"POST /v1/rollouts/{rollout}/hold": `{"reason":"why"}`, "POST /v1/rollouts/{rollout}/stop": `{"reason":"why"}`,
		"POST /v1/rollouts/{rollout}/evidence": `{"notes":[{"id":"n","source":"ask","store":"S012","count":1}]}`,
		"PATCH /v1/staff/{staff}":              `{"name":"Max M."}`, "POST /v1/invitations": `{"name":"Eve","role":"desk"}`, "POST /v1/tokens": `{"role":"source"}`,
		"POST /v1/stock/proposals/accept": `{}`, "PUT /v1/stock/plan/rules": `{"vans":2}`, "POST /v1/stock/exports": `{"export":"e1"}`,
		"POST /v1/stock/proposals/{proposal}/accept": `{}`, "POST /v1/stock/proposals/{proposal}/adjust": `{"units":6,"reason":"half"}`,
		"POST /v1/stock/proposals/{proposal}/reject": `{}`, "POST /v1/stock/proposals/{proposal}/undo": `{}`,
		"PUT /v1/stores/{store}": aStore, "PUT /v1/products/{product}": `{}`,
		"POST /v1/promotions": strings.Replace(aPromotion, "prm_soup", "prm_two", 1), "PATCH /v1/promotions/{id}": `{"priority":2}`,
		"POST /v1/stock/movements": aMovement, "PUT /v1/suppliers/{product}": `{"supplier":"Mill"}`,
		"PUT " + storeVersion: `{}`, "PATCH " + storeVersion: `{}`, "POST /v1/promotions/{id}/transfers": `{"to":"S012","amount":5}`,
		"POST " + storeVersion + "/submit": `{}`, "POST " + storeVersion + "/publish": `{}`, "POST " + storeVersion + "/withdraw": `{}`,
		"POST " + storeVersion + "/approve": `{}`, "POST " + storeVersion + "/undo": `{}`, "POST " + storeVersion + "/send-back": `{"comment":"no"}`,
	}
	for _, rt := range g.routes() {
		method, path, _ := strings.Cut(rt.pattern, " ")
		body, own := bodies[rt.pattern]
		if !own {
			body = sale("", "")
		}
		real := strings.Replace(path, "promotions/{id}", "promotions/prm_soup", 1)
		query := map[string]string{"/v1/customers": "?card=2600000012348", "/v1/customers/{id}/basket": "?store=S012", "/v1/stock/forecast": "?store=S012&product=5901234123457"}[path]
		q := request{as: access.Owner, method: method, path: fill(real) + query, body: body, header: map[string]string{"If-Match": "*"}}
		s.answer(t, rt.pattern, s.Paths[path][strings.ToLower(method)], g.do(t, q))
	}
}

func (s spec) answer(t *testing.T, at string, op operation, w *httptest.ResponseRecorder) {
	t.Helper()
	r, described := op.Responses[fmt.Sprint(w.Code)]
	if !described {
		if at != "GET /metrics" { // asked from afar: refused
			t.Errorf("%s answered %d, which is not described: %s", at, w.Code, w.Body)
		}
		return
	}
	if w.Code == 204 && w.Body.Len() == 0 && r.Content == nil {
		return // done, and nothing to say
	}
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	c, described := r.Content[kind]
	if !described {
		t.Errorf("%s answered %s, which is not described", at, kind)
		return
	}
	var v any
	if kind == "application/json" {
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			t.Errorf("%s: %v", at, err)
			return
		}
		if wrong := s.fits(v, c.Schema, ""); wrong != "" {
			t.Errorf("%s: the answer does not fit: %s\n%s", at, wrong, w.Body)
		}
	}
}
