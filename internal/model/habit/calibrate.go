package habit

import (
	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// leastTrials is how many (customer, product) pairs a curve must rest on.
const leastTrials = 200

// calibrate fits, for each list, the curve from its score to the chance that the
// next basket holds the product (SCIENCE 3.8). The model must not have seen
// those baskets. Next comes last: its score is made of calibrated chances.
func (m *Model) calibrate(persons []person) {
	trials := m.trials(persons)
	for _, kind := range []int{kindFavourite, kindDue, kindLapsed} {
		m.curves[kind] = curveOf(trials[kind])
	}
	m.curves[kindNext] = curveOf(m.trials(persons)[kindNext])
}

func curveOf(trials []stat.Trial) stat.Curve {
	if len(trials) < leastTrials {
		return nil
	}
	return stat.Isotonic(trials)
}

// trials are the scores of all lists and whether the next basket held the product.
func (m *Model) trials(persons []person) [kinds][]stat.Trial {
	return m.outcomes(persons, func(one *Scored) float64 { return one.Score })
}

// outcomes pairs what is said of each product in a list with what came of it.
func (m *Model) outcomes(persons []person, said func(*Scored) float64) [kinds][]stat.Trial {
	var out [kinds][]stat.Trial
	var s Scratch
	for i := range persons {
		l := m.Evaluate(&persons[i].profile, persons[i].at, &s)
		for kind, list := range [kinds][]Scored{l.Favourites, l.Due, l.Lapsed, l.Next} {
			for j := range list {
				out[kind] = append(out[kind], stat.Trial{Score: said(&list[j]), Hit: hit(persons[i].truth, list[j].Product)})
			}
		}
	}
	return out
}

func hit(truth []uint32, product uint32) float64 {
	if basket.Contains(truth, product) {
		return 1
	}
	return 0
}
