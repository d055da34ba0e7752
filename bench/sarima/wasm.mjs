// The same fits in WebAssembly under Node and natively, in turns, so that a busy machine slows both: medians of the fastest of some rounds.
//   node bench/sarima/wasm.mjs BENCH_FIT SERIES.csv p,d,q P,D,Q,s [REGRESSOR.csv]
// Both times include the state from which forecasts start. One line: fits, median milliseconds of each, median of the ratios, the largest difference of a log-likelihood. The module is taken from
// frontend/wasm/analysis, which searches as widely as the native fit, or from the folder that FORECAST_WASM names; ROUNDS (8; the module is compiled for speed only after some of them) and COUNT (40 series at most) make it longer.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [program, series, order, seasonal, regressor] = process.argv.slice(2);
const folder = process.env.FORECAST_WASM ?? fileURLToPath(new URL("../../frontend/wasm/analysis", import.meta.url));
const [rounds, count] = [Number(process.env.ROUNDS ?? 8), Number(process.env.COUNT ?? 40)];
const { initSync, fit } = await import(pathToFileURL(join(folder, "forecast_wasm.js")));
initSync({ module: readFileSync(join(folder, "forecast_wasm_bg.wasm")) });

const numbers = (text) => text.split(",").map(Number);
const lines = readFileSync(series, "utf8").trim().split("\n").slice(0, count);
const spec = JSON.stringify({ order: numbers(order), seasonal_order: numbers(seasonal), exog: regressor ? ["x"] : [] });
const exog = regressor && Float64Array.from(numbers(readFileSync(regressor, "utf8").trim()));

function inModule() {
  return lines.map((line) => {
    const endog = Float64Array.from(numbers(line));
    const start = performance.now();
    const model = fit(endog, spec, exog);
    const elapsed = performance.now() - start;
    const { llf } = JSON.parse(model.toJson());
    model.free();
    return [elapsed, llf];
  });
}

const scratch = mkdtempSync(join(tmpdir(), "hotcast-wasm-"));
const subset = join(scratch, "series.csv");
writeFileSync(subset, lines.join("\n") + "\n");
const arguments_ = ["--model", subset, order, seasonal, ...(regressor ? [regressor] : [])];
const natively = () => execFileSync(program, arguments_, { encoding: "utf8" }).trim().split("\n").map(numbers);

const fastest = { here: lines.map(() => Infinity), there: lines.map(() => Infinity) };
let apart = 0;
for (let round = 0; round < rounds; round++) {
  const [here, there] = [inModule(), natively()];
  lines.forEach((_, i) => {
    fastest.here[i] = Math.min(fastest.here[i], here[i][0]);
    fastest.there[i] = Math.min(fastest.there[i], there[i][0]);
    apart = Math.max(apart, Math.abs(here[i][1] - there[i][1]));
  });
}
rmSync(scratch, { recursive: true });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const ratio = median(fastest.here.map((ms, i) => ms / fastest.there[i]));
console.log(
  `wasm           n ${lines.length}  wasm ${median(fastest.here).toFixed(3)} ms  native ${median(fastest.there).toFixed(3)} ms  ` +
    `wasm/native ${ratio.toFixed(2)}  log-likelihoods differ by at most ${apart.toExponential(1)}`,
);
