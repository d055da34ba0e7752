// Runs workflows on real data and reports, for each: time and peak memory by step, hotspots, models, accuracy.
// usage: node scripts/real-data.mjs HOTCAST DATA_DIR CITY…     (workflows/CITY.yaml reads DATA_DIR/CITY)
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const MB = 1e6;
const [hotcast, data, ...cities] = process.argv.slice(2);
if (cities.length === 0) {
  console.error("usage: node scripts/real-data.mjs HOTCAST DATA_DIR CITY…");
  process.exit(2);
}

/** The largest resident set of a process so far, in bytes; 0 where the system does not tell. */
function peak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Runs a workflow from scratch; resolves to its events, its exit code and the process's peak memory. */
function run(workflow) {
  return new Promise((resolve, reject) => {
    const child = spawn(hotcast, ["run", workflow, "--no-cache", "--json", "--set", `data=${data}`], { stdio: ["ignore", "pipe", "inherit"] });
    const events = [];
    let maxRss = 0;
    const watch = setInterval(() => (maxRss = Math.max(maxRss, peak(child.pid))), 100);
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      maxRss = Math.max(maxRss, peak(child.pid));
      const event = JSON.parse(line);
      events.push(event);
      if (event.event === "step_finished") {
        console.error(`  ${event.step}: ${event.outcome}, ${seconds(event.elapsed_ms)}`);
        if (event.error) console.error(`  ${event.error}\n  hint: ${event.hint ?? "none"}`);
      }
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(watch);
      resolve({ events, code, maxRss });
    });
  });
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const megabytes = (bytes) => (bytes ? `${Math.round(bytes / MB)} MB` : "-");
const listed = (counts = {}) => Object.entries(counts).map(([name, count]) => `${name} ${count.toLocaleString("en")}`).join(", ");
const number = (value, digits = 3) => (value === null || value === undefined ? "-" : value.toFixed(digits));

function report(city, { events, maxRss }) {
  const steps = events.filter(({ event }) => event === "step_finished");
  console.log(`\n${city}`);
  console.table(
    Object.fromEntries(
      steps.map((step) => [step.step, { time: seconds(step.elapsed_ms), "peak memory": megabytes(step.max_rss_bytes), counts: listed(step.counts) }]),
    ),
  );
  const finished = events.find(({ event }) => event === "run_finished");
  console.log(`whole run: ${seconds(finished.elapsed_ms)}, peak memory ${megabytes(maxRss)}`);
  for (const { to } of events.filter(({ event }) => event === "published")) describe(to);
}

function describe(directory) {
  const read = (name) => JSON.parse(readFileSync(`${directory}/current/${name}`, "utf8"));
  const { counts, freq, first_period, last_period } = read("manifest.json");
  console.log(`${freq}s ${first_period} to ${last_period}:`, counts);
  if (!existsSync(`${directory}/current/evaluation.json`)) return;
  const evaluation = read("evaluation.json");
  console.table(
    Object.fromEntries(
      Object.entries(evaluation.overall).map(([method, m]) => [
        method,
        { MASE: number(m.mase), RMSE: number(m.rmse), bias: number(m.bias), CRPS: number(m.crps), "80 %": number(m.coverage?.["0.8"]), "95 %": number(m.coverage?.["0.95"]), n: m.n },
      ]),
    ),
  );
  const quality = evaluation.hotspot_quality?.methods ?? {};
  for (const [method, { pai, pei, hit_rate, area_share }] of Object.entries(quality)) {
    console.log(`hotspots by ${method}: PAI ${number(pai, 2)}, PEI ${number(pei)}, ${number(100 * hit_rate, 1)} % of later incidents in ${number(100 * area_share, 2)} % of the area`);
  }
  console.log(evaluation.verdict?.text ?? "no verdict");
}

let failed = 0;
for (const city of cities) {
  if (!existsSync(`${data}/${city}`)) {
    console.log(`${city}: skipped, there is no ${data}/${city}`);
    continue;
  }
  console.error(`${city}…`);
  const result = await run(`workflows/${city}.yaml`);
  if (result.code === 0) report(city, result);
  else {
    console.log(`${city}: FAILED with exit code ${result.code}`);
    failed += 1;
  }
}
process.exit(failed === 0 ? 0 : 1);
