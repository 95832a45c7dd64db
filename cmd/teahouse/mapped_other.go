//go:build !linux

package main

import "runtime/debug"

// forgetStart gives back the memory that only starting needed.
func forgetStart() { debug.FreeOSMemory() }
