# Bare `just` lists what there is. `./demo` and `./test` install `just` where it is missing and come here.

set shell := ["bash", "-euo", "pipefail", "-c"]
set positional-arguments

target := env("CARGO_TARGET_DIR", justfile_directory() / "target")
hotcast := target / "release" / "hotcast"
data := env("HOTCAST_DATA", justfile_directory() / "../shared/data")

# List the recipes
_list:
    @just --list --unsorted --justfile {{ quote(justfile()) }}

# Sample city → workflow → server with the page on http://127.0.0.1:8080; Ctrl-C stops it
demo *options:
    ./demo "$@"

# Make up a city and publish its hotspots and forecasts in artifacts/demo
publish-demo rows="600000": build
    mkdir -p data
    [ -s data/demo-{{ rows }}.csv ] || {{ hotcast }} sample data/demo-{{ rows }}.csv --rows {{ rows }} --seed 1
    ln -sfn demo-{{ rows }}.csv data/demo.csv
    {{ hotcast }} run workflows/demo.yaml

# Set up and pass every test: Rust, page, and both together in a browser. The programs are those that the Rust tests compile
test: page test-rust test-wasm test-page _test-browser

# Look at CSV files and write a workflow for them: `just init 'data/*.csv' --name city`
init *files: build
    {{ hotcast }} init "$@"

# Run a workflow
run workflow *options: build
    {{ hotcast }} run "$@"

# Serve what was published
serve *options: build
    {{ hotcast }} serve "$@"

# Build the page, then the programs that contain it
build: setup
    scripts/build

# Build the browser's model into frontend/wasm
wasm: setup
    scripts/build-wasm

# Build the page into frontend/dist
page: wasm
    scripts/build-page

# Rust tests, documentation examples included
test-rust:
    cargo test --release --workspace

# The browser's model beside the native one, under Node: numbers, size and speed; and its npm package
test-wasm:
    cargo build --release -p sarima --example bench_fit
    HOTCAST={{ hotcast }} BENCH_FIT={{ target }}/release/examples/bench_fit node --test --test-concurrency=1 forecast-wasm/tests/*.test.mjs

# Type check, lint and unit tests of the page
test-page: wasm
    cd frontend && npm run check && npm run lint && npm test

# The whole way with the real programs and a headless Chromium
test-browser: build _test-browser

_test-browser:
    cd frontend && CHROMIUM="$(../scripts/find-browser)" HOTCAST={{ hotcast }} npm run test:browser

# Format everything
fmt:
    cargo fmt --all

# Everything that warns is an error
lint:
    grep -qxF "channel = \"$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml).0\"" rust-toolchain.toml || { echo "error: rust-toolchain.toml does not name the \`rust-version\` of Cargo.toml" >&2; exit 1; }
    cargo fmt --all --check
    cargo clippy --release --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --release --workspace --no-deps

# What continuous integration runs
ci:
    .ci/run

# Real data: Chicago 2003-2018, Spokane, Charlottesville; reports time, memory, hotspots, models, accuracy
chicago: build
    node scripts/real-data.mjs {{ hotcast }} {{ quote(data) }} chicago spokane charlottesville

# Spokane and Charlottesville beside counts made by other means
real-cities:
    HOTCAST_DATA={{ quote(data) }} cargo test --release -p hotcast --test real_cities

# Times of our own parts, without other programs: `just bench`, or `just bench fit` for some of them
bench *options:
    cargo bench -p sarima -p hotcast-runner -p hotcast-steps -- "$@"

# Our fit beside gretl, R, statsmodels and statsforecast (those installed), then our likelihood beside other algorithms, then how a fit grows
bench-sarima count="10":
    cargo build --release -p sarima --examples
    bench/sarima/run {{ target }}/release/examples/bench_fit {{ count }}
    {{ target }}/release/examples/likelihood_algorithms
    {{ target }}/release/examples/fit_growth

# Our maxima beside those of R's `arima` on R's own series, and beside searches from many starts: `just bench-maxima 40`
bench-maxima starts="0":
    cargo build --release -p sarima --example maxima
    mkdir -p {{ target }}/maxima
    for kind in plain other; do \
        [ -s {{ target }}/maxima/$kind ] || Rscript bench/sarima/maxima.R {{ target }}/maxima/$kind $kind; \
        {{ target }}/release/examples/maxima {{ target }}/maxima/$kind {{ starts }} || exit 1; \
    done

# Our maxima beside gretl's on series simulated to be hard: `just bench-hard 7` for others, `just bench-hard 7 16` beside searches from many starts too
bench-hard seed="1" starts="0":
    cargo build --release -p sarima --example maxima
    rm -rf {{ target }}/hard && mkdir -p {{ target }}/hard
    python3 bench/sarima/hard.py {{ target }}/hard {{ seed }}
    for cases in {{ target }}/hard/*; do basename "$cases"; {{ target }}/release/examples/maxima "$cases" {{ starts }} || exit 1; done

# Data steps beside DuckDB, Polars and Spark (pip install duckdb polars pyspark): `just bench-data 9000000 --memory 3000000,9000000,27000000`
bench-data rows="9000000" *options: build
    cargo build --release --package hotcast-steps --example bench_data
    python3 bench/data/bench.py --hotcast {{ hotcast }} --steps {{ target }}/release/examples/bench_data --rows "$@"

# A query that keeps one category of nine million incidents beside DuckDB (pip install duckdb)
bench-query *options: build
    python3 bench/data/query.py --hotcast {{ hotcast }} "$@"

# What the cache costs in a cold run, and what it saves afterwards: Chicago, or a made-up city where there is none
bench-cache *options: build
    python3 bench/cache/bench.py --hotcast {{ hotcast }} --data {{ quote(data) }} "$@"

# Coverage-guided fuzzing of the readers of models, packs and workflows: `just fuzz pack 300` for one of them and so many seconds
fuzz *options:
    fuzz/run "$@"

# `train` on 6,500 weekly series with a season of 52 and a regressor
bench-train runs="3": build
    cargo build --release --package hotcast-steps --example bench_train
    python3 bench/train/run.py {{ hotcast }} {{ target }}/release/examples/bench_train --runs {{ runs }}

# The quality of hotspots and forecasts: Chicago learnt to the end of 2016, judged on 2017
bench-quality: build
    {{ hotcast }} run bench/hotspots/quality.yaml --set data={{ quote(data) }}
    cat data/bench/quality.md

# Clustering beside scikit-learn on the same weighted cells, of the Parquet files in a directory: those of bench-data unless named
bench-clusters directory="data/bench/out-hotcast":
    cargo build --release --package hotcast-steps --example time_cluster
    CARGO_TARGET_DIR={{ quote(target) }} python3 bench/hotspots/compare.py {{ quote(directory) }}

# Install what is missing: `just setup test` adds what only the tests need
setup *what="run":
    scripts/setup "$@"

# A release for this machine in dist/: the programs, the npm package, the changelog and SHA-256 sums
dist: build
    scripts/dist

# The public API of the libraries beside that of the last release, or of another revision: `just semver v0.1.0`
semver *revision:
    scripts/semver "$@"

# Write the JSON Schemas of what is published, and the page's types from them
types: setup
    cargo run --quiet -p hotcast-artifacts --example schemas
    cd frontend && node build/types.mjs
