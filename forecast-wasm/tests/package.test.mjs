// The npm package: packed, installed elsewhere without a network, and used from there under Node and by TypeScript.
//   node --test forecast-wasm/tests/package.test.mjs
// The package is taken from frontend/wasm, or from the folder that FORECAST_WASM names.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const folder = process.env.FORECAST_WASM ?? join(root, "frontend/wasm");
const scratch = mkdtempSync(join(tmpdir(), "forecast-package-"));
after(() => rmSync(scratch, { recursive: true }));

const project = join(scratch, "project");
const inProject = { cwd: project, encoding: "utf8" };
mkdirSync(project);
writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');

const npm = (...options) =>
  execFileSync("npm", [...options, "--offline", "--no-audit", "--no-fund"], inProject);
const [packed] = JSON.parse(npm("pack", folder, "--json", "--pack-destination", scratch));
npm("install", join(scratch, packed.filename));

test("the package holds both modules, their types, the README and the licences, and nothing else", () => {
  const module = ["forecast_wasm.d.ts", "forecast_wasm.js", "forecast_wasm_bg.wasm", "forecast_wasm_bg.wasm.d.ts"];
  const expected = [
    ...["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"],
    ...module,
    ...module.map((name) => `analysis/${name}`),
  ];
  assert.deepEqual(packed.files.map((file) => file.path).sort(), expected.sort());
});

test("the package has the version of the workspace", () => {
  const [, version] = /\[workspace\.package\]\nversion = "(.*)"/.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
  assert.equal(packed.version, version);
});

test("the example of README.md runs where the package is installed", () => {
  const readme = readFileSync(join(project, "node_modules/@hotcast/forecast/README.md"), "utf8");
  const [, code] = /```js\n([^]*?)```/.exec(readme);
  writeFileSync(join(project, "example.js"), code);
  const output = execFileSync(process.execPath, ["example.js"], inProject);
  const rows = output.trim().split("\n").map((line) => line.split(" ").map(Number));
  assert.equal(rows.length, 3);
  for (const [mean, lower, upper] of rows) assert.ok(lower < mean && mean < upper, output);
});

test("the second module is found too", () => {
  const code = `
    import { readFileSync } from "node:fs";
    import { decompose, initSync } from "@hotcast/forecast/analysis";
    const file = new URL(import.meta.resolve("@hotcast/forecast/analysis/forecast_wasm_bg.wasm"));
    initSync({ module: readFileSync(file) });
    console.log(decompose(Float64Array.from({ length: 36 }, (_, t) => t + (t % 12)), 12).trend.length);
  `;
  writeFileSync(join(project, "analysis.js"), code);
  assert.equal(execFileSync(process.execPath, ["analysis.js"], inProject).trim(), "36");
});

test("TypeScript finds the types of both modules", () => {
  const code = `
    import init, { fit, type Model } from "@hotcast/forecast";
    import { fitAuto } from "@hotcast/forecast/analysis";
    export const start: () => Promise<unknown> = init;
    export const fitted = (y: Float64Array): Model => fit(y, '{"order":[1,0,0]}');
    export const method = (y: Float64Array): string => fitAuto(y, '{"order":[0,0,0]}', 30).method;
    // @ts-expect-error the small module does not search for orders
    export { fitAuto as missing } from "@hotcast/forecast";
  `;
  writeFileSync(join(project, "types.ts"), code);
  const tsc = join(root, "frontend/node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,esnext.disposable,dom", "types.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...options], inProject);
  assert.equal(status, 0, stdout + stderr);
});
