// Package access owns who may do what: the roles, the one table that says what
// each may do, the principal behind a call, API tokens and passwords. It refuses
// by fault.Unknown (nobody signed in) and fault.Denied (signed in, not allowed),
// always naming who could. Secrets print as "***" and are stored as hashes only.
//
// Invariants and the tests that hold them: names of customers are for owner,
// account and desk only (TestMay_ContractedRows); a till or a manager reaches
// its own stores only (TestPrincipal_ReachesItsOwnStoresOnly); an account manager
// is told the names of those it serves only (TestPrincipal_NamesOfThoseServed);
// who acts for a colleague never may more than the colleague, and nothing about
// people, passwords and tokens (TestPrincipal_VisitingNarrows); a token with one
// wrong sign is refused without a look-up (TestParseToken_CatchesEverySlip).
package access

// Role is what somebody or something is for the chain.
type Role string

// The roles (CONTRACTS.md 1).
const (
	Owner    Role = "owner" // all
	Admin    Role = "admin" // settings, staff, connections; no customer pages
	Marketer Role = "marketer"
	Manager  Role = "manager" // of stores
	Planner  Role = "planner"
	Account  Role = "account" // account manager of customers
	Desk     Role = "desk"    // service desk
	Analyst  Role = "analyst"
	Till     Role = "till"   // of a store and till
	Source   Role = "source" // write only
)

// Roles returns all roles, the mightiest first.
func Roles() []Role {
	return []Role{Owner, Admin, Marketer, Manager, Planner, Account, Desk, Analyst, Till, Source}
}

// Action is something a caller may or may not do.
type Action string

// The actions. Read actions are also the pages of the console.
const (
	CloseTill        Action = "close_till"        // quote, close, ack, void
	ImportFacts      Action = "import_facts"      // receipts and events that have happened
	CheckIn          Action = "check_in"          // basket and offers at walk-in
	ReadVouchers     Action = "read_vouchers"     // one by its code
	Redeem           Action = "redeem"            // without a till
	VoidVouchers     Action = "void_vouchers"     // an unused one
	ReprintVouchers  Action = "reprint_vouchers"  // the stored strip again
	ReadCustomers    Action = "read_customers"    // profile, timeline, offers; by pseudonym
	ReadSegments     Action = "read_segments"     // who is where, and worth what; by pseudonym
	SeeNames         Action = "see_names"         // names and identifiers of customers
	SetConsent       Action = "set_consent"       //
	Erase            Action = "erase"             // a customer, for ever
	ExportCustomer   Action = "export_customer"   // all that erase removes
	ReadPromotions   Action = "read_promotions"   // and their results
	EditPromotions   Action = "edit_promotions"   // head office's
	EditVersions     Action = "edit_versions"     // a store's version of one
	ReadCatalogue    Action = "read_catalogue"    // stores and products
	EditCatalogue    Action = "edit_catalogue"    // stores and products
	ReadStock        Action = "read_stock"        // what is where, and how it is supplied
	TellStock        Action = "tell_stock"        // movements of goods
	EditSupply       Action = "edit_supply"       // how products are supplied
	ReadToday        Action = "read_today"        // the chain at a glance, no customers
	ReadLearn        Action = "read_learn"        // snapshots and scores
	RunLearn         Action = "run_learn"         // start a run, go back to a snapshot
	ReadJobs         Action = "read_jobs"         //
	ReadSettings     Action = "read_settings"     //
	EditSettings     Action = "edit_settings"     // connections, defaults
	AdministerStaff  Action = "administer_staff"  //
	AdministerTokens Action = "administer_tokens" //
	ReadAudit        Action = "read_audit"        // who did what, and why
	VisitStaff       Action = "visit_staff"       // act for a colleague, for a while and in the audit
	ReadMetrics      Action = "read_metrics"      //
	SwitchOffProof   Action = "switch_off_proof"  // a holdout of 0
	ReadRollouts     Action = "read_rollouts"     // new products, and what pilots say
	EditRollouts     Action = "edit_rollouts"     // propose, approve, hold, stop
	AddEvidence      Action = "add_evidence"      // searches, questions and ideas about new products
	PassGates        Action = "pass_gates"        // of a rollout, with a reason
	ReadPlans        Action = "read_plans"        // what is ordered and moved tonight, and why
	DecidePlans      Action = "decide_plans"      // accept, adjust, reject a proposal
	SetPlans         Action = "set_plans"         // the rules of plans, their autopilot, and what goes out
)

// Actions returns all actions, in the order of the table.
func Actions() []Action {
	return []Action{
		CloseTill, ImportFacts, CheckIn, ReadVouchers, Redeem, VoidVouchers, ReprintVouchers,
		ReadCustomers, ReadSegments, SeeNames, SetConsent, Erase, ExportCustomer,
		ReadPromotions, EditPromotions, EditVersions, ReadCatalogue, EditCatalogue,
		ReadStock, TellStock, EditSupply,
		ReadToday, ReadLearn, RunLearn, ReadJobs, ReadSettings, EditSettings,
		AdministerStaff, AdministerTokens, ReadAudit, VisitStaff, ReadMetrics, SwitchOffProof,
		ReadRollouts, EditRollouts, AddEvidence, PassGates,
		ReadPlans, DecidePlans, SetPlans,
	}
}

// allowed is the one table of rights. Owner stands in no row: it may do all.
func allowed(a Action) []Role {
	switch a {
	case CloseTill:
		return []Role{Till}
	case ImportFacts:
		return []Role{Till, Source}
	case CheckIn:
		return []Role{Till, Desk, Account}
	case ReadVouchers:
		return []Role{Till, Desk, Account, Manager, Marketer}
	case Redeem, VoidVouchers, ReprintVouchers:
		return []Role{Till, Desk}
	case ReadCustomers:
		return []Role{Account, Desk, Marketer, Manager, Analyst}
	case ReadSegments:
		return []Role{Account, Marketer, Analyst}
	case SeeNames:
		return []Role{Account, Desk}
	case SetConsent:
		return []Role{Desk, Source, Till}
	case Erase, ExportCustomer:
		return []Role{Desk}
	case ReadPromotions, ReadToday:
		return []Role{Admin, Marketer, Manager, Planner, Account, Desk, Analyst}
	case EditPromotions:
		return []Role{Marketer}
	case EditVersions:
		return []Role{Marketer, Manager}
	case ReadCatalogue:
		return []Role{Admin, Marketer, Manager, Planner, Account, Desk, Analyst, Till}
	case EditCatalogue:
		return []Role{Admin, Source}
	case ReadStock:
		return []Role{Admin, Marketer, Manager, Planner, Analyst}
	case TellStock:
		return []Role{Manager, Planner, Source}
	case EditSupply:
		return []Role{Planner, Source}
	case ReadPlans:
		return []Role{Manager, Planner, Analyst}
	case DecidePlans:
		return []Role{Manager, Planner}
	case SetPlans:
		return []Role{Planner}
	case ReadLearn:
		return []Role{Admin, Marketer, Planner, Analyst}
	case RunLearn, ReadJobs, ReadMetrics:
		return []Role{Admin, Analyst}
	case ReadRollouts:
		return []Role{Marketer, Planner, Analyst}
	case EditRollouts:
		return []Role{Marketer, Planner}
	case AddEvidence:
		return []Role{Marketer, Planner, Desk, Source}
	case ReadSettings, EditSettings, AdministerStaff, AdministerTokens, ReadAudit, VisitStaff:
		return []Role{Admin}
	}
	return nil // SwitchOffProof, PassGates and whatever is not listed: the owner alone
}
