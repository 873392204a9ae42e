// Package called owns the words for ways of foretelling, which reports know by short
// names: mbgcnbd-3, ses+7. A name without words is shown as it is (TestOf).
package called

import "strings"

// Of names a way by what it is called in reports. What is counted in one of several ways
// stands once: mbgcnbd-3 as mbgcnbd-k, ses+7 as ses with a season, two together as both.
func Of(words map[string]string, name string) string {
	if text := words[name]; text != "" {
		return text
	}
	if one, other, both := strings.Cut(name, " & "); both {
		return Of(words, one) + " & " + Of(words, other)
	}
	if way, days, ok := strings.Cut(name, "+"); ok && words[way] != "" {
		return strings.NewReplacer("{way}", words[way], "{k}", days).Replace(words["season"])
	}
	if way, k, ok := strings.Cut(name, "-"); ok && words[way+"-k"] != "" {
		return strings.ReplaceAll(words[way+"-k"], "{k}", k)
	}
	return strings.ReplaceAll(name, "_", " ")
}

// English names them.
func English() map[string]string {
	return map[string]string{
		"own habits and popularity": "Own habits and store favourites", "own decayed counts": "Own counts, recent ones more", "own plain counts": "Own counts", "popular products": "Store favourites for all",
		"additive score with neighbours": "Own habits and like customers", "additive score with neighbours, tuned": "Own habits and like customers", "personal top": "What each bought most", "popularity + personal top": "What each bought most, then favourites",
		"naive-rate": "Everybody goes on as before", "bgnbd": "a rhythm until they leave (BG/NBD)", "mbgnbd": "a rhythm, gone after any purchase (MBG/NBD)", "mbgcnbd-k": "an even rhythm (MBG/CNBD-{k})", "bgcnbd-k": "an even rhythm until they leave (BG/CNBD-{k})", "paretonbd": "a rhythm, gone at any time (Pareto/NBD)",
		"learned ranker": "Learned order of all of these", "TIFU-KNN": "Like customers’ recent counts (TIFU-KNN)", "UP-CF": "Like customers’ and popular goods (UP-CF)", "in use: the best of these on the weeks before": "The best of these on the weeks before",
		"naive": "the last value again", "average": "the mean of the last weeks", "ses": "smoothed, a tenth of each day", "smooth": "smoothed", "damped": "a damped trend", "theta": "half of the trend (theta)", "mix": "the mean of three ways",
		"croston": "rare demand (Croston)", "sba": "rare demand (SBA)", "tsb": "rare demand (TSB)", "adida": "rare demand, added up (ADIDA)", "pooled": "trees over all series", "pooled, percentage loss": "trees over all series, for percentages", "season": "{way}, with a season of {k} days",
	}
}

// German names them.
func German() map[string]string {
	return map[string]string{
		"own habits and popularity": "Eigene Gewohnheiten und Lieblinge der Filiale", "own decayed counts": "Eigene Zählung, Jüngeres zählt mehr", "own plain counts": "Eigene Zählung", "popular products": "Lieblinge der Filiale für alle",
		"additive score with neighbours": "Eigene Gewohnheiten und ähnliche Kunden", "additive score with neighbours, tuned": "Eigene Gewohnheiten und ähnliche Kunden", "personal top": "Was jeder am meisten kaufte", "popularity + personal top": "Was jeder am meisten kaufte, dann Lieblinge",
		"naive-rate": "Alle machen weiter wie bisher", "bgnbd": "ein Rhythmus, bis sie gehen (BG/NBD)", "mbgnbd": "ein Rhythmus, nach jedem Kauf kann Schluss sein (MBG/NBD)", "mbgcnbd-k": "ein gleichmäßiger Rhythmus (MBG/CNBD-{k})", "bgcnbd-k": "ein gleichmäßiger Rhythmus, bis sie gehen (BG/CNBD-{k})", "paretonbd": "ein Rhythmus, jederzeit kann Schluss sein (Pareto/NBD)",
		"learned ranker": "Gelernte Reihenfolge aus allen diesen", "TIFU-KNN": "Jüngste Zählung ähnlicher Kunden (TIFU-KNN)", "UP-CF": "Ähnliche Kunden und Beliebtes (UP-CF)", "in use: the best of these on the weeks before": "Das Beste davon in den Wochen davor",
		"naive": "noch einmal der letzte Wert", "average": "das Mittel der letzten Wochen", "ses": "geglättet, ein Zehntel jedes Tages", "smooth": "geglättet", "damped": "gedämpfter Trend", "theta": "halber Trend (Theta)", "mix": "das Mittel dreier Verfahren",
		"croston": "seltene Nachfrage (Croston)", "sba": "seltene Nachfrage (SBA)", "tsb": "seltene Nachfrage (TSB)", "adida": "seltene Nachfrage, zusammengezählt (ADIDA)", "pooled": "Bäume über alle Reihen", "pooled, percentage loss": "Bäume über alle Reihen, nach Prozenten", "season": "{way}, mit einer Saison von {k} Tagen",
	}
}
