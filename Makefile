# Everything a developer or a CI machine does here has a target; `make help` lists them. Needs Node >= 20.19 and make.
SHELL := /bin/bash
BIN := node_modules/.bin
# A suite that does not come to its end is a failure after this time, not a wait for ever.
LIMIT := $(shell command -v timeout >/dev/null && echo timeout --kill-after=10 900)
STAMP := node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help run build test check lab lab-run test-lab test-mongo test-browser test-sim test-beside test-waiting test-all soak sizing contract bench docs map clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build and start the gateway with the demo mapping
	node --enable-source-maps --max-semi-space-size=8 --heap-growing-percent=60 dist/src/main.js

# Types are for `make check`: whoever only wants it to run does not wait for them.
build: $(STAMP) ## compile to dist/ and link the `signalbox` command
	@$(BIN)/tsc -p tsconfig.build.json
	@if [ -f dist/src/cli/main.js ]; then chmod +x dist/src/cli/main.js && ln -sfn ../../dist/src/cli/main.js $(BIN)/signalbox; fi

test: $(STAMP) ## all tests that need nothing but Node
	@TEST_SUITE=unit $(LIMIT) $(BIN)/mocha

lab: ## fetch the real parts of the tests (Asterisk, SIPp, a server for MongoDB, Chromium) into .lab
	@test/lab/asterisk/bootstrap.sh .lab/asterisk
	@test/mongo/bootstrap.sh .lab/mongo
	@test/browser/support/fetch.sh

lab-run: $(STAMP) ## start the lab's Asterisk and print how to reach it; Ctrl-C ends it
	@$(BIN)/ts-node -T test/lab/asterisk/run.ts

test-lab: build ## the tests against a real Asterisk; needs `make lab`
	@TEST_SUITE=lab $(LIMIT) $(BIN)/mocha --config .mocharc.lab.json

test-mongo: build ## the tests of the store on MongoDB; needs `make lab` or SIGNALBOX_MONGODB_URI
	@TEST_SUITE=mongo $(LIMIT) $(BIN)/mocha --config .mocharc.mongo.json

test-browser: $(STAMP) ## the pages in a real Chromium; needs `make lab`
	@TEST_SUITE=browser $(LIMIT) $(BIN)/mocha --config .mocharc.browser.json

test-sim: $(STAMP) ## 1,000 seeds of the simulation and a crash at every commit; SEEDS, FROM choose others
	@TEST_SUITE=sim CRASHES=all SEEDS=$${SEEDS:-1000} nice -n 19 $(if $(SEEDS),,$(LIMIT)) $(BIN)/mocha --config .mocharc.sim.json

sizing: $(STAMP) ## what a tenant, a live call and an ended call take up (docs/sizing.md)
	@node --expose-gc -r ts-node/register bench/sizing.ts

contract: $(STAMP) ## what the skeleton of a connector lacks of the contract (docs/connectors.md)
	@node -r ts-node/register test/connectors/skeleton/report.ts

bench: build ## every figure of docs/performance.md beside its peer (19 minutes; QUICK=1: 6); calls need `make lab`
	@node -r ts-node/register bench/main.ts $(if $(QUICK),quick)

test-all: check test test-lab test-beside ## everything, real parts included

# A store and a browser wait most of the time: the simulation takes the processor time that they leave. A real PBX has times to keep and is alone.
test-beside:
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target test-sim test-waiting

test-waiting:
	@MAKEFLAGS= $(MAKE) --no-print-directory --keep-going test-mongo test-browser

soak: build ## for a long time: 50,000 seeds of the simulation that no other target plays, 5,000 made-up requests to each operation, 200 kills among callbacks
	@TEST_RESULTS= FUZZ_CASES=$${FUZZ_CASES:-5000} FUZZ_SEED=$${FUZZ_SEED:-2} $(BIN)/mocha --no-config --require ts-node/register --extension ts test/delivery/http/fuzz.test.ts
	@TEST_RESULTS= CRASHES=all FROM=$${FROM:-10001} SEEDS=$${SEEDS:-50000} $(BIN)/mocha --config .mocharc.sim.json
	@TEST_RESULTS= CALLBACK_KILLS=$${CALLBACK_KILLS:-200} $(BIN)/mocha --no-config --require ts-node/register --extension ts --timeout 60000 test/lab/gateway/callbackKilled.test.ts
	@TEST_RESULTS= AWAY_MS=60000 $(BIN)/mocha --config .mocharc.mongo.json --grep 'a gateway on MongoDB'

check: $(STAMP) ## format, lint, types, architecture
	@$(BIN)/biome check .
	@$(BIN)/tsc -p .
	@$(BIN)/mocha --no-config --require ts-node/register --extension ts --reporter dot --timeout 30000 test/architecture.test.ts

docs: $(STAMP) ## print the pages that come from the code; record the examples of the API
	@$(BIN)/ts-node -T test/support/docs/write.ts

map: $(STAMP) ## what each file of the source is for; OF=callback: those of one feature
	@$(BIN)/ts-node -T test/support/architecture/map.ts $(OF)

clean: ## remove what was built (not node_modules, not the lab)
	rm -rf dist coverage

# The stamp is newer than the lock exactly when node_modules is what the lock says.
$(STAMP): package-lock.json
	npm ci --no-audit --no-fund
	@touch $@
