# The README tells the two you need: make run, make test.
SHELL := bash
GO ?= go
BIN := bin/teahouse
# Tests of the repository run with what go.mod says, never with newer versions.
# With trimmed paths a fresh clone finds in Go's cache what another one has compiled.
export GOFLAGS := -mod=readonly -trimpath
# One way to build for everything: a static binary, which needs no C compiler. Only the race detector wants one.
export CGO_ENABLED := 0
# The code of SQLite, which was translated from C, is left out of the race detector: with it compiling and running take
# several times as long. It has no generic code, whose copies the linker would share with instrumented packages.
RACE := CGO_ENABLED=1 GOFLAGS='$(GOFLAGS) -gcflags=modernc.org/sqlite/lib=-race=false'

# Tests that read the sources to write docs/reference: one goroutine at work for long, of no use to the race detector.
SOURCES := ^TestReference

.PHONY: help run demo-aibot build test test-go test-scenario test-sdk sdk-mutants property check bench fuzz generate clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build ## build and run a server with a first application; data in ./teahouse-data
	@$(BIN) serve

demo-aibot: build ## a server with AI robots and links to talk to them; MODEL_URL, MODEL_KEY, MODEL: a real model; data in ./demo-data
	@$(GO) build -o bin/ ./apps/aibot
	@$(GO) build -o bin/test-model ./test/model/serve
	@apps/aibot/demo.sh

build: ## build the binary into bin/
	@[ -x $(BIN) ] || echo 'Building $(BIN). The first time takes a while; then it is quick.'
	@$(GO) build -o $(BIN) ./cmd/teahouse

test: check build ## everything: rules, unit tests, stories, the real SDK, browsers
	@# Stories wait more than they work, so they run beside the rest, which gives way to them.
	@$(MAKE) --no-print-directory -j3 --output-sync=line TEST_NICE='nice -n 10' test-go test-scenario test-sdk

check: ## formatting and vet
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not gofmt'ed: $$out"; exit 1; fi
	@$(GO) vet ./...

test-go: build ## unit tests, with the race detector for packages that start goroutines
	@$(TEST_NICE) env $(RACE) $(GO) build -race -ldflags=-s -o $(BIN)-race ./cmd/teahouse # once, for tests of several packages
	@starts=$$(git ls-files '*.go' | grep -vE '^test/|_test\.go$$' | xargs grep -lE '^\s*go (func\b|\w+[.(])|\.Go\(' | xargs -n1 dirname | sort -u); \
	raced=$$($(GO) list $$(printf './%s ' $$starts)); rest=$$($(GO) list ./... | grep -v /test/ | grep -vxF "$$raced"); status=0; \
	echo go test -race; TEAHOUSE_BIN=$(CURDIR)/$(BIN)-race $(TEST_NICE) env $(RACE) $(GO) test -race -vet=off -ldflags=-s -count=1 -skip '$(SOURCES)' $$raced || status=1; \
	echo go test; TEAHOUSE_BIN=$(CURDIR)/$(BIN) $(TEST_NICE) $(GO) test -vet=off -ldflags=-s -count=1 $$rest || status=1; \
	$(TEST_NICE) $(GO) test -vet=off -ldflags=-s -count=1 -run '$(SOURCES)' ./server || status=1; exit $$status

race: ## all unit tests with the race detector
	$(RACE) $(GO) test -race -vet=off -count=1 $$($(GO) list ./... | grep -v /test/)

test-scenario: build ## stories against the real binary, on both layouts
	TEAHOUSE_BIN=$(CURDIR)/$(BIN) $(GO) test -vet=off -count=1 -timeout 12m ./test/...
	TEAHOUSE_BIN=$(CURDIR)/$(BIN) LAYOUT=postgres $(GO) test -vet=off -count=1 -timeout 12m ./test/scenario

test-sdk: build ## the unmodified npm SDK in Node and in Chromium against the real binary, on both layouts
	cd test/sdk && TEAHOUSE_BIN=$(CURDIR)/$(BIN) npm test --silent
	cd test/sdk && TEAHOUSE_BIN=$(CURDIR)/$(BIN) LAYOUT=postgres $(GO) run ../postgres/lend npm test --silent

sdk-mutants: build ## break one command or push at a time: does a story fail? by the traces of the last test-sdk
	cd test/sdk && TEAHOUSE_BIN=$(CURDIR)/$(BIN) node mutants.js

property: ## random commands on groups of all types against a model, long enough to try every cell of the matrix
	$(GO) test -count=1 -timeout 20m -v -run TestRandomCommands ./server/internal/roomtest -rapid.checks=$(or $(CHECKS),400)

bench: build ## benchmarks of the hot paths, then loads on the real binary from outside
	$(GO) test -run '^$$' -bench . -benchtime 2s $$($(GO) list ./server/... | grep -v roomtest)
	$(GO) run ./test/load -bin $(BIN) -short

FUZZTIME ?= 5m
fuzz: ## each fuzz target for FUZZTIME (5m), two at once, a line for each; make fuzz FUZZTIME=20s for a look
	@GO=$(GO) test/fuzz.sh $(FUZZTIME)

generate: ## write docs/reference from the registry
	$(GO) test -count=1 -run TestReference ./server -update

clean: ## remove what was built
	rm -rf bin
