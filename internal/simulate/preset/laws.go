package preset

// Traits are the spreads of what households are.
type Traits struct {
	ShortestGap   float64 `yaml:"shortest_gap"` // days
	GapShift      float64 `yaml:"gap_shift"`
	KSD           float64 `yaml:"k_sd"`
	KLow          float64 `yaml:"k_low"`
	KHigh         float64 `yaml:"k_high"`
	BreadthSD     float64 `yaml:"breadth_sd"`
	LeaveA        float64 `yaml:"leave_a"`
	PriceSD       float64 `yaml:"price_sd"`
	CategorySD    float64 `yaml:"category_sd"`
	CategoryMean  float64 `yaml:"category_mean"`
	ProductSD     float64 `yaml:"product_sd"`
	BrandShare    float64 `yaml:"brand_share"`
	Habit         float64 `yaml:"habit"`
	HabitHigh     float64 `yaml:"habit_high"`
	HabitRuns     int     `yaml:"habit_runs"`
	LoyaltyLow    float64 `yaml:"loyalty_low"`
	LoyaltyPower  float64 `yaml:"loyalty_power"`
	Baby          float64 `yaml:"baby"`
	Pet           float64 `yaml:"pet"`
	German        float64 `yaml:"german"`
	CardForgotten float64 `yaml:"card_forgotten"`
	SecondCard    float64 `yaml:"second_card"`
	Profile       float64 `yaml:"profile"`
	Offers        float64 `yaml:"offers"`
	Analytics     float64 `yaml:"analytics"`
	Email         float64 `yaml:"email"`
	Withdraws     float64 `yaml:"withdraws"` // a month
}

// Rhythm says when households come, leave and are followed.
type Rhythm struct {
	VisitsADay        int     `yaml:"visits_a_day"`
	ClockSatisfaction float64 `yaml:"clock_satisfaction"`
	ClockAnnoyed      float64 `yaml:"clock_annoyed"`
	AnnoyedFrom       float64 `yaml:"annoyed_from"`
	LeaveSatisfaction float64 `yaml:"leave_satisfaction"`
	NewDays           int     `yaml:"new_days"`
	NewLeave          float64 `yaml:"new_leave"`
	Pause             float64 `yaml:"pause"`
	PauseDays         float64 `yaml:"pause_days"`
	Fades             float64 `yaml:"fades"`
	FadeVisits        int     `yaml:"fade_visits"`
	NewcomerBreadth   float64 `yaml:"newcomer_breadth"`
	NewcomerVisits    int     `yaml:"newcomer_visits"`
	NewcomerDays      float64 `yaml:"newcomer_days"` // mean wait for the one who replaces a leaver
	Grows             float64 `yaml:"grows"`         // a year
	BurnIn            int     `yaml:"burn_in"`       // days of rhythm before day 0
	Lived             bool    `yaml:"lived"`         // households come and go in them; else the base stands as it was drawn
	HolidayWeeks      int     `yaml:"holiday_weeks"`
}

// Trip is what a visit is for.
type Trip struct {
	Breadth      []float64 `yaml:"breadth"` // quick, top-up, main
	BreadthSD    []float64 `yaml:"breadth_sd"`
	ElapsedLow   float64   `yaml:"elapsed_low"`
	ElapsedHigh  float64   `yaml:"elapsed_high"`
	ElapsedPower float64   `yaml:"elapsed_power"`
	Occasion     float64   `yaml:"occasion"`
	OccasionUp   float64   `yaml:"occasion_up"`
	OccasionDown float64   `yaml:"occasion_down"`
	Focus        float64   `yaml:"focus"`
	FocusUp      float64   `yaml:"focus_up"`
	FocusDown    float64   `yaml:"focus_down"`
	HighValue    float64   `yaml:"high_value"`
}

// Needs are the laws of due-ness, shocks, places and choice.
type Needs struct {
	DueHeight       float64 `yaml:"due_height"`
	DueAt           float64 `yaml:"due_at"`
	GapCap          float64 `yaml:"gap_cap"`
	Slope           float64 `yaml:"slope"`
	SlopeDays       float64 `yaml:"slope_days"`
	DebtDays        float64 `yaml:"debt_days"`
	WeeklySD        float64 `yaml:"weekly_sd"`
	WeeklyKeep      float64 `yaml:"weekly_keep"`
	DailySD         float64 `yaml:"daily_sd"`
	StoreDaySD      float64 `yaml:"store_day_sd"`
	PlaceCategorySD float64 `yaml:"place_category_sd"`
	PlaceProductSD  float64 `yaml:"place_product_sd"`
	RegionSD        float64 `yaml:"region_sd"`
	DriftSD         float64 `yaml:"drift_sd"`
	DriftKeep       float64 `yaml:"drift_keep"`
	ReadyMeal       float64 `yaml:"ready_meal"`
	Feature         float64 `yaml:"feature"`
	Switch          float64 `yaml:"switch"`
	Missing         float64 `yaml:"missing"`
}

// Units is how many of a product are bought.
type Units struct {
	Base               float64  `yaml:"base"`
	Breadth            float64  `yaml:"breadth"`
	Promoted           float64  `yaml:"promoted"`
	Most               int      `yaml:"most"`
	Business           float64  `yaml:"business"`
	BusinessMost       int      `yaml:"business_most"`
	BusinessCategories []string `yaml:"business_categories"`
}

// Response is what vouchers do to people.
type Response struct {
	KeepA      float64 `yaml:"keep_a"`
	KeepB      float64 `yaml:"keep_b"`
	KeepValue  float64 `yaml:"keep_value"`
	KeepFrom   float64 `yaml:"keep_from"` // major units
	MemoryA    float64 `yaml:"memory_a"`
	MemoryB    float64 `yaml:"memory_b"`
	MemoryDays float64 `yaml:"memory_days"`
	ClockValue float64 `yaml:"clock_value"` // per major unit
	ClockMost  float64 `yaml:"clock_most"`
	NeedFull   float64 `yaml:"need_full"`
	ChoiceFull float64 `yaml:"choice_full"`
	ChoiceMost float64 `yaml:"choice_most"`
	Fresh      float64 `yaml:"fresh"`
	FreshLeast float64 `yaml:"fresh_least"`
	HabitDays  float64 `yaml:"habit_days"`
	AnnoyDays  float64 `yaml:"annoy_days"`
	Relevant   float64 `yaml:"relevant"`
	Irrelevant float64 `yaml:"irrelevant"`
	LateDays   int     `yaml:"late_days"` // after its end a voucher is still in the purse
	Late       float64 `yaml:"late"`      // and tried with this share of the usual chance
	Again      float64 `yaml:"again"`     // a used one is tried once more
	Used       float64 `yaml:"used"`
	Refused    float64 `yaml:"refused"`
	Missed     float64 `yaml:"missed"`
	HalfLife   float64 `yaml:"half_life"` // days, of satisfaction
}

// Style is a tendency to respond.
type Style struct {
	Name   string  `yaml:"name"`
	Share  float64 `yaml:"share"`
	Deal   float64 `yaml:"deal"` // share among the deal type
	Need   float64 `yaml:"need"`
	Choice float64 `yaml:"choice"`
	Shown  float64 `yaml:"shown"`
}

// Promotions are the chain's weekly price cuts.
type Promotions struct {
	Weeks        float64 `yaml:"weeks"` // share of product-weeks
	Most         int     `yaml:"most"`  // a category and week
	DepthLow     float64 `yaml:"depth_low"`
	DepthMedian  float64 `yaml:"depth_median"`
	DepthHigh    float64 `yaml:"depth_high"`
	Leaflet      float64 `yaml:"leaflet"`
	LeafletNeed  float64 `yaml:"leaflet_need"`
	LeafletDelta float64 `yaml:"leaflet_delta"`
	Display      float64 `yaml:"display"`
	Built        float64 `yaml:"built"`
	StartDays    float64 `yaml:"start_days"`
}

// Recipe is what the central recipe promotion truly does, and what a store does
// that swaps its goods for quick food.
type Recipe struct {
	Name             string   `yaml:"name"`
	Categories       []string `yaml:"categories"`
	Base             float64  `yaml:"base"`
	CookMinded       float64  `yaml:"cook_minded"`
	Commuter         float64  `yaml:"commuter"`
	Urban            float64  `yaml:"urban"`
	Suburban         float64  `yaml:"suburban"`
	Rural            float64  `yaml:"rural"`
	Kits             float64  `yaml:"kits"`
	KitCategory      string   `yaml:"kit_category"`
	Quick            []string `yaml:"quick"`
	Display          float64  `yaml:"display"`
	DisplayCommuter  float64  `yaml:"display_commuter"`
	DisplayElsewhere float64  `yaml:"display_elsewhere"`
	Swap             float64  `yaml:"swap"`
	SwapCommuter     float64  `yaml:"swap_commuter"`
	SwapElsewhere    float64  `yaml:"swap_elsewhere"`
	Spread           float64  `yaml:"spread"`
}

// Trouble is what goes wrong on the way to Sartor, as shares of receipts.
type Trouble struct {
	Duplicate     float64 `yaml:"duplicate"`
	DuplicateDays float64 `yaml:"duplicate_days"`
	Late          float64 `yaml:"late"`
	LateDays      float64 `yaml:"late_days"`
	OutageHours   int     `yaml:"outage_hours"`
	OutagesAMonth float64 `yaml:"outages_a_month"`
	Training      float64 `yaml:"training"`
	Void          float64 `yaml:"void"`
	PaymentFails  float64 `yaml:"payment_fails"`
	PaperJams     float64 `yaml:"paper_jams"`
}
