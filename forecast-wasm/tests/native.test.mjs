// The modules beside the native program: same documents, same numbers, errors instead of traps, how large they are and how fast they fit.
//   HOTCAST=target/release/hotcast node --test forecast-wasm/tests/native.test.mjs
// The modules are taken from frontend/wasm, or from the folder that FORECAST_WASM names.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const folder = process.env.FORECAST_WASM ?? join(root, "frontend/wasm");
const hotcast = process.env.HOTCAST ?? join(root, "target/release/hotcast");

async function load(from) {
  const bytes = readFileSync(join(from, "forecast_wasm_bg.wasm"));
  const module = await import(pathToFileURL(join(from, "forecast_wasm.js")));
  module.initSync({ module: bytes });
  return { ...module, bytes };
}
const small = await load(folder);
const full = await load(join(folder, "analysis"));
const { Model, fit } = small;

const { cases } = JSON.parse(readFileSync(join(root, "sarima/tests/fixtures/reference.json"), "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "forecast-wasm-"));
after(() => rmSync(scratch, { recursive: true }));

const NAMES = ["air_211_010_12", "logair_011_011_12_na", "logdriver_100_100_12_c_law", "month3_111_111_12", "lynx_202_c"];
const values = (c) => Float64Array.from(c.values, (v) => v ?? NaN);
const spec = (c) => JSON.stringify({
  order: c.order, seasonal_order: c.seasonal_order, constant: c.constant, exog: c.xreg ? ["xreg"] : [],
});

function native(name, c) {
  const file = (kind, text) => {
    const path = join(scratch, `${name}.${kind}`);
    writeFileSync(path, text);
    return path;
  };
  const series = file("csv", "t,value\n" + c.values.map((v, t) => `${t},${v ?? ""}\n`).join(""));
  const model = join(scratch, `${name}.json`);
  const options = ["--order", c.order.join(), "--seasonal", c.seasonal_order.join(), "--constant", c.constant];
  if (c.xreg) options.push("--exog", file("exog.csv", "xreg\n" + [...c.xreg, ...c.newxreg].join("\n") + "\n"));
  const more = ["--horizon", "24", "--level", "0.5,0.95", "--model", model, "--json"];
  const answer = JSON.parse(execFileSync(hotcast, ["fit", series, ...options, ...more], { encoding: "utf8" }));
  return { answer, document: readFileSync(model, "utf8") };
}

function close(found, expected, what, tolerance = 1e-9) {
  assert.equal(found.length, expected.length, what);
  expected.forEach((e, i) => {
    assert.ok(Math.abs(found[i] - e) <= tolerance * Math.max(Math.abs(e), 1e-3), `${what} ${i}: ${found[i]} ${e}`);
  });
}

for (const name of NAMES) {
  test(`${name}: a document forecasts as it does natively`, () => {
    const c = cases[name];
    const { answer, document } = native(name, c);
    const model = new Model(document);
    assert.equal(model.method, "sarima");
    assert.equal(model.toJson(), document);
    const exog = c.newxreg && Float64Array.from(c.newxreg);
    const forecast = model.forecast(24, new Float64Array([0.5, 0.95]), exog);
    close(forecast.mean, answer.forecast.mean, "mean");
    close(forecast.se, answer.forecast.se, "se");
    for (const { level, lower, upper } of forecast.intervals) {
      close(lower, answer.forecast.intervals[level].lower, `lower ${level}`);
      close(upper, answer.forecast.intervals[level].upper, `upper ${level}`);
    }
    model.free();
  });

  test(`${name}: a fit here is the native fit`, () => {
    const c = cases[name];
    const { answer } = native(name, c);
    const model = fit(values(c), spec(c), c.xreg && Float64Array.from(c.xreg));
    const found = JSON.parse(model.toJson());
    close([found.llf], [answer.llf], "llf");
    // The optimiser stops where the likelihood is flat: parameters agree to fewer digits than it does.
    close(Object.keys(answer.params).map((k) => found.params[k]), Object.values(answer.params), "params", 1e-4);
    model.free();
  });
}

test("forecasts and fits are a small module", () => {
  const size = gzipSync(small.bytes, { level: 9 }).length;
  assert.ok(size <= 82 * 1024, `${size} bytes`);
});

test("a model of counts is read by the module analysis, and refused by the small one", () => {
  const six = (value) => Array(6).fill(value);
  const counts = {
    half_lives_weeks: [8, 26, 104], overdispersions: [0, 0.2], prior_weights: six(1), forgetting: 0.995, period_weeks: 1,
    prior: { rate: 1.5, strength: 2 }, exog: [], nobs: 4, a: six(6), b: six(4), evidence: six(0),
  };
  const document = JSON.stringify({ schema_version: 1, method: "counts", counts });
  const model = new full.Model(document);
  assert.equal(model.toJson(), document);
  const { mean, intervals } = model.forecast(2, new Float64Array([0.8]));
  close([...mean], [1.5, 1.5], "mean");
  const { lower, upper, probability } = intervals[0];
  for (const bound of [...lower, ...upper]) assert.ok(Number.isInteger(bound), `${bound}`);
  for (const p of probability) assert.ok(p >= 0.8 && p < 1, `${p}`);
  model.free();
  assert.throws(() => new Model(document), { message: "method `counts` is not in this module; the module `analysis` reads it" });
});

test("the two modules fit alike", () => {
  const c = cases.month3_111_111_12;
  // They add in another order.
  const [one, other] = [small, full].map((module) => JSON.parse(module.fit(values(c), spec(c)).toJson()));
  close([one.llf], [other.llf], "llf");
  close(Object.values(one.params), Object.values(other.params), "params", 1e-4);
});

test("what is wrong is thrown, and the module lives on", () => {
  const { Model, decompose, fit } = full;
  const model = new Model('{"schema_version":1,"method":"mean","mean":{"level":2,"sigma2":1,"nobs":9}}');
  const levels = new Float64Array([0.9]);
  const wrong = [
    () => new Model("{"),
    () => new Model('{"schema_version":2}'),
    () => model.forecast(0, levels),
    () => model.forecast(-1, levels),
    () => model.forecast(NaN, levels),
    () => model.forecast(4, new Float64Array([1.5])),
    () => model.forecast(4, levels, new Float64Array(4)),
    () => model.simulate(10, 1e9, 1),
    () => model.simulate(10, 10, -1),
    () => model.append(new Float64Array([Infinity])),
    () => fit(new Float64Array(30), '{"order":[1,1,1]}'),
    () => fit(new Float64Array(30), '{"order":[1,1,1],"colour":"red"}'),
    () => fit(new Float64Array([1, 2]), '{"order":[1,1,1]}'),
    () => fit(Float64Array.of(1e300, -1e300, Infinity), '{"order":[1,0,0]}'),
    () => decompose(new Float64Array(0), 12),
  ];
  for (const call of wrong) assert.throws(call, Error, String(call));
  assert.deepEqual([...model.forecast(2, levels).mean], [2, 2]);
  model.free();
  assert.throws(() => model.forecast(2, levels), Error);
});

test("simulation, sums, appending, diagnostics and decomposition", () => {
  const { decompose, diagnose, fitAuto } = full;
  const c = cases.month3_111_111_12;
  const y = values(c);
  const model = fitAuto(y, JSON.stringify({ order: [0, 0, 0], seasonal_order: [0, 0, 0, 12] }), 30);
  assert.deepEqual(model.simulate(6, 4, 7), model.simulate(6, 4, 7));
  const sum = model.forecastSum(6, new Float64Array([0.8]), 4000, 7);
  const mean = model.forecast(6, new Float64Array()).mean.reduce((a, b) => a + b);
  assert.ok(Math.abs(sum.mean - mean) < 5 * sum.se / Math.sqrt(4000));
  assert.ok(sum.intervals[0].lower < mean && mean < sum.intervals[0].upper);
  const { standardized } = model.inSample(y);
  assert.equal(diagnose(standardized, 12, 2).ljungBox.lag, 24);
  const parts = decompose(y, 12);
  y.forEach((v, t) => assert.ok(Math.abs(parts.trend[t] + parts.seasonal[t] + parts.remainder[t] - v) < 1e-9));
  model.append(new Float64Array([NaN, 150]));
  model.free();
});

// `just bench-sarima` measures the ratio, about 2; on a busy machine it wavers.
test("a fit takes about twice as long as natively", { skip: !process.env.BENCH_FIT && "BENCH_FIT names the example bench_fit" }, () => {
  const series = join(scratch, "series.csv");
  const complete = NAMES.map((name) => cases[name].values).filter((v) => v.length > 60 && !v.includes(null));
  writeFileSync(series, complete.map((v) => v.join() + "\n").join(""));
  const program = join(root, "bench/sarima/wasm.mjs");
  const env = { ...process.env, FORECAST_WASM: join(folder, "analysis"), ROUNDS: "25" };
  const line = execFileSync(process.execPath, [program, process.env.BENCH_FIT, series, "1,1,1", "0,1,1,12"], { encoding: "utf8", env });
  const ratio = Number(/wasm\/native ([\d.]+)/.exec(line)?.[1]);
  assert.ok(ratio <= 3, line);
});
