package server

import (
	"net/http"
	"net/http/pprof"
	"runtime"
	"strconv"
	"time"
)

// profiles are what an operator can look at while the server runs, in the form of
// `go tool pprof`: on the socket in the data folder alone, because they tell what is
// in memory and cost time.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /profile/cpu", pprof.Profile)
	mux.HandleFunc("GET /profile/trace", pprof.Trace)
	for _, name := range []string{"heap", "allocs", "goroutine"} {
		mux.Handle("GET /profile/"+name, pprof.Handler(name))
	}
	mux.HandleFunc("GET /profile/block", blocking)
	mux.HandleFunc("GET /profile/mutex", contention)
	return mux
}

// blockRate is one sample for so many nanoseconds of waiting, lockRate one for so many
// waits for a lock: what the server can bear.
const (
	blockRate = 10_000
	lockRate  = 10
)

func blocking(w http.ResponseWriter, r *http.Request) {
	runtime.SetBlockProfileRate(blockRate)
	defer runtime.SetBlockProfileRate(0)
	forSeconds(w, r, "block")
}

func contention(w http.ResponseWriter, r *http.Request) {
	before := runtime.SetMutexProfileFraction(lockRate)
	defer runtime.SetMutexProfileFraction(before)
	forSeconds(w, r, "mutex")
}

// forSeconds answers with what happens from now on for the given seconds.
func forSeconds(w http.ResponseWriter, r *http.Request, name string) {
	seconds, err := strconv.Atoi(r.FormValue("seconds"))
	if err != nil || seconds <= 0 {
		seconds = 10
	}
	select {
	case <-time.After(time.Duration(seconds) * time.Second):
	case <-r.Context().Done():
		return
	}
	q := r.URL.Query()
	q.Del("seconds") // they are over
	r = r.Clone(r.Context())
	r.URL.RawQuery, r.Form = q.Encode(), nil
	pprof.Handler(name).ServeHTTP(w, r)
}
