package config

import "slices"

// Nearest returns the name, of those of rows, that takes the fewest edits.
func Nearest[R any](name string, rows []R, of func(R) string) string {
	name = name[:min(len(name), 100)] // what is much longer than all of them resembles none
	return of(slices.MinFunc(rows, func(a, b R) int { return distance(name, of(a)) - distance(name, of(b)) }))
}

// distance is the number of letters to add, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
