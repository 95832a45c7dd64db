//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "the load generator waits for its connections as Linux lets it, and measures by Linux' clocks: run it there")
	os.Exit(1)
}
