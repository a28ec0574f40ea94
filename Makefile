# make help lists what there is. Everything works on a machine with only Swift, git and make.

SWIFT ?= swift
STORE ?= store
PROGRAM = .build/release/stillstore

ifeq ($(shell uname),Darwin)
# Homebrew's headers and libraries lie where the compiler does not look.
export CPATH := $(shell brew --prefix 2>/dev/null)/include$(if $(CPATH),:$(CPATH))
export LIBRARY_PATH := $(shell brew --prefix 2>/dev/null)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
endif

.PHONY: help deps test-deps build run install uninstall package test test-deep test-invokeai test-comfyui bench soak format lint clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the C libraries that are missing (apt or brew)
	@Scripts/deps

build: deps ## build the programs for use: stillstore and stillstore-server in .build/release
	$(SWIFT) build -c release $$(Scripts/release-flags) --product stillstore
	$(SWIFT) build -c release $$(Scripts/release-flags) --product stillstore-server

run: build ## ingest samples/ into store/, show the result, draw a contact sheet, play a story
	@# Some samples are traps and are refused: status 1 is what is expected here.
	@echo; echo "$$ stillstore ingest samples --exclude '*.sh'"
	@$(PROGRAM) ingest samples --exclude '*.sh' --store $(STORE) || [ $$? = 1 ]
	@echo; echo '$$ stillstore stats'
	@$(PROGRAM) stats --store $(STORE)
	@echo; echo '$$ stillstore contact-sheet contact-sheet.jpg --bucket default'
	@$(PROGRAM) contact-sheet contact-sheet.jpg --store $(STORE) --bucket default
	@echo; echo '$$ samples/stories/imagefx.sh'
	@story=$$(mktemp -d) && samples/stories/imagefx.sh $(PROGRAM) $$story/store; rm -rf $$story
	@echo; echo 'See it in a browser, by the link that this prints:'; echo '    $(PROGRAM) serve --store $(STORE)'

install: build ## install program, man pages and completions below PREFIX (/usr/local) in DESTDIR
	@Scripts/install $(PROGRAM)

uninstall: ## remove what make install put there, by the same PREFIX and DESTDIR
	@Scripts/install --remove

package: build ## make a Debian package in .build/package/
	@Scripts/package $(PROGRAM)

test-deps: # what only the tests need: nginx, and an S3 server and clients in a Python environment
	@Scripts/test-deps

# Tests sync thousands of small files: where there is room in memory they write there.
TEST_TMP := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print "/dev/shm" }')
test: export TMPDIR := $(or $(TEST_TMP),$(TMPDIR),/tmp)
test: deps test-deps ## run every test
	$(SWIFT) build $$(Scripts/test-flags) --build-tests
	@python=$(CURDIR)/.build/test-python/bin; [ ! -x $$python/moto_server ] \
		|| export STILLSTORE_MOTO=$$python/moto_server STILLSTORE_PYTHON=$$python/python; \
	Scripts/test

test-deep: export TMPDIR := $(or $(TEST_TMP),$(TMPDIR),/tmp)
test-deep: build test-deps ## the release program under valgrind and kills, and the dense sweeps
	$(SWIFT) build -c release $$(Scripts/release-flags) --product KillPoint
	Scripts/check-async-frames $(PROGRAM) || [ $$? = 77 ]
	Scripts/test-memory $(PROGRAM)
	$(SWIFT) build $$(Scripts/test-flags) --build-tests
	Scripts/check-async-frames .build/tests/release/stillstorePackageTests.xctest || [ $$? = 77 ]
	STILLSTORE_DEEP=1 STILLSTORE_PROGRAMS=$(CURDIR)/.build/release $(SWIFT) test $$(Scripts/test-flags) --skip-build --filter \
		'StillStoreCLITests|Fault|Kill|Race|Sweep|Simulation|Uncommitted|StoppedThumbnails|CopyTests|JPEGEnd|Independence'

test-pages: export TMPDIR := $(or $(TEST_TMP),$(TMPDIR),/tmp)
test-pages: build ## the web pages in a real Chromium (NAMES picks some)
	Scripts/test-pages $(NAMES)

test-invokeai: deps ## run the retrieval tests against a real InvokeAI (installs 7 GB)
	Scripts/test-invokeai

test-comfyui: deps ## run the retrieval tests against a real ComfyUI (COMFYUI=DIR, its checkout)
	COMFYUI=$(COMFYUI) Scripts/test-comfyui

bench: build ## compare speed with what people use today, side by side
	Scripts/bench/run

SEED ?= 1
STEPS ?= 150
soak: build ## random work on one store, with kills and damage, checked after each step (SEED, STEPS)
	python3 Scripts/soak/soak.py --seed $(SEED) --steps $(STEPS)

format: ## format the Swift sources
	$(SWIFT) format format --in-place --recursive Package.swift Sources Plugins Tests Scripts Fuzz Examples

lint: ## check the format of the Swift sources
	$(SWIFT) format lint --strict --recursive Package.swift Sources Plugins Tests Scripts Fuzz Examples

clean: ## remove what was built; the store stays
	rm -rf .build contact-sheet.jpg
