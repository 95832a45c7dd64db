package config

import "slices"

// nearest returns the option whose name takes the fewest edits.
func nearest(name string) string {
	return slices.MinFunc(Rows, func(a, b Row) int { return distance(name, a.Name) - distance(name, b.Name) }).Name
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
