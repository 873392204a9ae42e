// Package phrase owns the console's words and the way numbers are written: one
// catalogue a language, sentences with slots, and a formatter that turns typed
// numbers into finished strings. It refuses markup: what it returns is text.
//
// No text is missing (TestWords_NoneIsMissing); every rule of the design for
// numbers and ranges is a row of TestFormat.
package phrase

import (
	"sartor/internal/console/phrase/called"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Words is the text of the console in one language: every word a page shows is
// here. {slots} are filled in the order the language wants. A further language
// is one more function like English and a line in Languages; what it lacks is
// found by TestWords_NoneIsMissing and TestWords_HaveTheSameSlots.
type Words struct {
	Language     string // its code, for the lang attribute and the address
	Own          string // its name in itself, for those who look for it
	Numerals     Numerals
	Never, And   string
	AsOf         string
	AsOfNever    string
	Ranges90     string
	AsTable      string
	Search       string
	NextPage     string
	ColRange     string
	BulletTitle  string
	Ago          string
	TodayWord    string
	Range        rangeWords
	Days         Plural
	DaysAgo      Plural // as “ago”, “for” and “in” want it: vor drei Tagen
	Numbers      []string
	Weekdays     [7]string
	LongWeekdays [7]string
	Months       [12]string
	LongMonths   [12]string
	Roles        map[string]string
	Screens      map[string]string
	OwnScreens   map[string]string // as a store manager calls them
	Groups       map[string]string
	Frame        frameWords
	SignIn       signInWords
	Fail         failWords
	Today        TodayWords
	Bench        benchWords
	Ticker       TickerWords
	Offer        offerWords
	Customers    customersWords
	Customer     customerWords
	Touch        touchWords
	Toast        toastWords
	Vouchers     vouchersWords
	Voucher      voucherWords
	Promotions   promotionsWords
	Promotion    promotionWords
	Learn        learnWords
	Segments     SegmentsWords
	Stores       storesWords
	Settings     settingsWords
	Setup        SetupWords
	People       PeopleWords
	Terms        TermWords
	Template     TemplateWords
	Local        LocalWords
	Standing     standingWords
	Seasons      SeasonsWords
	Response     ResponseWords
	Desk         DeskWords
	Store        StoreWords
	Shelf        ShelfWords
	Stock        StockWords
	Decide       DecideWords
	House        HouseWords
	Rollout      RolloutWords
}

// Numerals is how a language writes numbers, money and dates.
type Numerals struct {
	Point, Thousands  string // between whole and parts, between thousands
	Thousand, Million string // behind a shortened number
	Money, MoneyCode  string // {n} with {sign}: a sign such as €, a code such as CHF
	Date, LongDate    string
}

type rangeWords struct{ To string }

type frameWords struct {
	Skip, Nav, More, Find, SignOut, Dark, Light string
	FeedLive, FeedLate, FeedNone                string
}

type signInWords struct{ Title, Say, Ended, Login, Password, Enter, Refused string }

type failWords struct {
	Back, Request string
	Kinds         map[int]failText
	Hints         map[string]string // by the code of a failure, where its words are the same for everybody
}

type failText struct{ Title, Say string }

// TodayWords are the words of the running day.
type TodayWords struct {
	Answer, AnswerQuiet                                       string
	Waits, Stores, Vouchers, Receipts, Live                   Plural
	TileSales, TileSalesNote, SparkSales                      string
	TileOut, TileOutNote, TileBack, TileBackNote              string
	TileBudget, TileBudgetNote                                string
	DayPlain, DayAhead, DayBehind, DayAsUsual, DaySub         string
	DayTitle, DayDesc, NoDay, NoDaySay                        string
	HourUsual, HourSold, KeySold, KeyUsual, ColHour, ColUsual string
	Watch, WatchSub                                           string
	Watches                                                   map[string]string // by kind
}

type benchWords struct {
	Title, Sub, Move, Open, Empty, EmptySay      string
	ColWhat, ColState, ColCost, ColSince, ColAct string
	Overdrawn, OverdrawnNote, OverdrawnBadge     string
	Twice, TwiceNote, TwiceBadge                 string
	Refused, RefusedNote, RefusedBadge           string
	Closed, ClosedNote, ClosedBadge              string
	Merge, MergeNote, MergeBadge, OpenCustomer   string
	OpenPromotion, OpenVoucher, OpenLearn        string
}

// TickerWords are those of the latest receipts.
type TickerWords struct {
	Title, Latest, Pause, GoOn, Follow, Empty, EmptySay string
	BarsTitle                                           string
	Rate, More                                          Plural
	Printed, Used, Silent, SilentSay, Voided, VoidedSay string
}

type offerWords struct {
	Basket, Other string
	Kinds         map[promotion.RewardKind]string
}

type customersWords struct {
	List, ListSub, Hint, HintPseudonym           string
	Empty, EmptySay, NotFoundSay                 string
	Logged, Pseudonyms, Anonymous, Customer      string
	ColStore, ColReceipts, ColSpend, ColVouchers string
	ColLast, NoProfile                           string
	Answer, AnswerMore, AnswerFound              Plural
	AnswerOwn                                    string // of some stores: nobody counted
	Identifiers                                  map[string]string
}

type customerWords struct {
	Answer, AnswerDue, AnswersDue, AnswerTopDue, AnswerTopAndDue, AnswerSilent, AnswerUncounted string
	SilentTitle, SilentRole, SilentConsent, SilentThin                                          string
	Ended, Holdout, HabitTitle, HabitSub, MeterTitle, InBaskets                                 string
	Every, Last, DueTitle, VisitsWeek, VisitsEnd                                                Plural
	LastToday, LastYesterday                                                                    string
	DueSub, DueOn, DueSince, DueNow, DueSoon, Lapsed                                            string
	NothingDue, NothingDueSay, OutOfStock                                                       string
	ClockTitle, ClockFinding, ClockSub, Week, Weekend                                           string
	VoucherTitle, VoucherSub, NoVouchers                                                        string
	Facts, FactReceipts, FactSpend, FactFirst, FactLast, FactMaybe                              string
	ConsentTitle, ConsentSub, ColPurpose, ColAllowed                                            string
	ColSince, ColProof, ColSet, Yes, No, Grant, Withdraw                                        string
	Declared, NeverAsked, ProofDesk, Dossier, Erase, EraseAsk, EraseAsked, EraseYes             string
	Purposes                                                                                    map[string]string
}

type touchWords struct {
	Title, Sub, Empty, ColItems                                                     string
	Earlier                                                                         Plural            // behind those that are shown first
	Receipts                                                                        map[string]string // kinds of them, in a file
	Receipt, Return, Void, Granted, Withdrew, VoucherVoided, VoucherExpired, Coupon string
	Items, Printed, Used                                                            Plural
}

type toastWords struct{ Undo, Granted, Withdrawn, Paused, Resumed, Voided, Erased, Stands string }

type vouchersWords struct {
	List, ListSub, Hint, Empty, EmptySay, NotFoundSay, Answer string
	ColOffer, ColPromotion, ColState, ColIssued, ColUntil     string
	States                                                    map[voucher.State]string
	Flags                                                     map[voucher.Flag]string
}

// RefusalWords say what one reason removed from a decision.
type RefusalWords struct {
	Left    string // what the remaining ones have in common
	Removed Plural
}

type voucherWords struct {
	Title, AtTill, ValidUntil, StripLabel                                                 string
	Answer, AnswerChosen, AnswerPlain, AsOf, AsOfPlain, NoSnapshot                        string
	Facts, FactFor, FactPromotion, FactValid, FactUsed, FactVoided, FactTook, FactReceipt string
	FactDecision, FactAlias, UsedAt, VoidedAt, Took, Quoted                               string
	TraceTitle, NoTrace, NoTraceSay, FunnelSub, ColLeft, ColStep, FunnelFirst, FunnelLast string
	FunnelFinding, BestOf, RefusalOther                                                   Plural
	RankTitle, RankSub, NoRank, NoRanges, Chosen, Lower                                   string
	PartLift, PartVisit, PartCost                                                         string
	ColOffer, ColMargin, ColChance, ColRank, ColWhen, ColWhy, ColFrom, ColTo              string
	ColAmount, LedgerTitle, LedgerSub, NoLedger                                           string
	Reprint, Void, VoidAsk, VoidReason, VoidYes                                           string
	Accounts                                                                              map[voucher.Account]string
	Moves                                                                                 map[voucher.Event]string
	Refusals                                                                              map[string]RefusalWords
	Losses                                                                                map[string]string
}

type promotionsWords struct {
	List, ListSub, Empty, EmptySay, Answer                          string
	ColName, ColState, ColIssued, ColRedeemed, ColBudget, ColEffect string
	OfCap, Overdrawn, NotEnough, NeedShort, NotRead                 string
	Live, AnswerNone                                                Plural
	States                                                          map[promotion.State]string
	Targets                                                         map[promotion.TargetKind]string
}

type promotionWords struct {
	AnswerNone, AnswerThin, AnswerGains, AnswerLoses, AnswerUnproven            string
	EffectThin, EffectNeed, EffectUnproven, EffectGains, EffectLoses, EffectSub string
	NotProven, Proven, Loses, ArmTreated, ArmHeld, ColMargin                    string
	BudgetLeft, BudgetOver, BudgetSub, KeySpent, KeyReserved, KeyFree           string
	MoneyCap, MoneySpent, MoneyBeyond, MoneyReserved, MoneyContingency          string
	TileIssued, TileRedeemed, TileShare, TileSpent, TileOf, TileHeld            string
	TileHeldNote, DaysTitle, DaysSub, NoDays, BarsIssued, BarsRedeemed, ColDay  string
	StoresTitle, ColShare, ColGiven, Pause, Resume                              string
	ChainThin, ChainGains, ChainLoses, ChainUnproven, OfChain, OwnBack, OwnNone string
	OwnStores, OwnDays                                                          Plural
	Terms, TermReward, TermRuns, TermWhere, Everywhere, TermValid, TermHoldout  string
	TermStacking, TermMinSpend, TermPerCustomer, TermPerDay, TermTotal          string
	Stackings                                                                   map[promotion.Stacking]string
	TermWho, Worth                                                              string
	States                                                                      map[lifecycle.State]string
	Bands                                                                       map[lifecycle.Band]string
}

type learnWords struct {
	Answer, AnswerAlone, AnswerNone                                           string
	ScoreFinding, ScoreNone, ScoreSub, ScoreFoot, Empty, EmptySay             string
	ColModel, ColScore, ColBaskets, ColState, Baseline, Rival                 string
	ChanceTitle, ChanceSub, ChanceShort, AliveHolds, AliveNot                 string
	ColTold, ColBought, ColMean, ColTimes                                     string
	ChanceBy, Chosen                                                          map[string]string // by verdict; by what it is used for
	RunTitle, RunningTitle, NoRun, StepLearn, Running, Next, NextNote         string
	CountsTitle, CountReceipts, CountAnonymous, CountLines, CountCustomers    string
	CountProducts, CountStores, CountDays                                     string
	RunsTitle, RunsSub, NoRuns, ColSnapshot, ColStarted, ColTook, ColStood    string
	WhyFirst, WhyBetter, WhyRefused, Stand, ColStand                          string
	PartsTitle, DriftTitle, DriftQuiet, DriftAlarm, DriftSub, Best, NoContest string
	ContestSub, ContestFoot                                                   map[string]string // by kind
	ContestTitle                                                              map[string]string
	PartNames, PartStates                                                     map[string]string
	Notes                                                                     map[string]string // what learning wrote down, by its key
	ScoreAll                                                                  Plural
	Models, Metrics                                                           map[string]string
	States                                                                    map[string]string
	Ends                                                                      map[string]string // how a run ended, as a sentence
}

// Model names a way of foretelling by what it is called in reports.
func (w learnWords) Model(name string) string { return called.Of(w.Models, name) }

type storesWords struct {
	List, ListSub, Empty, EmptySay                                         string
	ColStore, ColRegion, ColKind, ColTills, ColReceipts, ColSales, ColLast string
	Answer, AnswerMixed, Quiet                                             Plural
	Kinds                                                                  map[retail.StoreKind]string
}

type settingsWords struct {
	Answer, About, FactVersion, FactEngine, FactSchema, FactZone, FactConsent, FactData string
	NoConsent, OwnData, AllStores, Active, Disabled                                     string
	Tokens, TokensSub, NoTokens, ColToken, ColRole, ColWhere, ColCreated                string
	Staff, StaffSub, ColName, ColState                                                  string
	Simulated, SimulatedPace                                                            string
	TokenCount, StaffCount                                                              Plural
}
