// Shows /openapi.json for people, with a form to try each operation.

const MAX_SHOWN = 20000;

/** An element with properties and children. */
function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function parameterRow(parameter) {
  const id = `p-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const label = element("label", { htmlFor: id }, element("code", { textContent: parameter.name }));
  const required = parameter.required === true;
  const input = element("input", { id, name: parameter.name, required, autocomplete: "off" });
  input.dataset.in = parameter.in;
  if (parameter.example !== undefined) input.placeholder = String(parameter.example);
  const about = (parameter.description ?? "") + (parameter.required ? " Required." : "");
  const cells = [label, about, input].map((content) => element("td", {}, content));
  return element("tr", {}, ...cells);
}

function table(headings, rows) {
  const cells = headings.map((text) => element("th", { scope: "col", textContent: text }));
  const head = element("thead", {}, element("tr", {}, ...cells));
  const body = element("tbody", {}, ...rows);
  return element("div", { className: "scroll" }, element("table", {}, head, body));
}

/** The URL for the values of a form. */
function address(path, form) {
  const query = new URLSearchParams();
  let target = path;
  for (const input of form.querySelectorAll("input")) {
    if (input.dataset.in === "path") {
      const place = new RegExp(`{\\*?${input.name}}`);
      target = target.replace(place, encodeURI(input.value));
    } else if (input.value !== "") query.set(input.name, input.value);
  }
  return query.size > 0 ? `${target}?${query}` : target;
}

async function send(url, output) {
  output.hidden = false;
  output.textContent = `GET ${url}\n…`;
  try {
    const started = performance.now();
    const response = await fetch(url);
    const type = response.headers.get("content-type") ?? "";
    const readable = /json|text/.test(type);
    let body = readable
      ? await response.text()
      : `(${(await response.blob()).size} bytes of ${type})`;
    if (type.includes("json")) body = JSON.stringify(JSON.parse(body), null, 2);
    const more = body.length - MAX_SHOWN;
    if (more > 0) body = `${body.slice(0, MAX_SHOWN)}\n… ${more} more characters`;
    const elapsed = Math.round(performance.now() - started);
    output.textContent = `GET ${url}\n${response.status} in ${elapsed} ms\n\n${body}`;
  } catch (error) {
    output.textContent = `GET ${url}\n${error}`;
  }
}

function operation(path, details) {
  const output = element("pre", { hidden: true, tabIndex: 0 });
  output.setAttribute("aria-live", "polite");
  const parameters = details.parameters ?? [];
  const form = element("form", {}, element("button", { textContent: "Try it" }));
  if (parameters.length > 0) {
    form.prepend(table(["Parameter", "Meaning", "Value"], parameters.map(parameterRow)));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(address(path, form), output);
  });
  const responses = Object.entries(details.responses ?? {}).map(([status, response]) =>
    element("tr", {}, element("td", {}, status), element("td", {}, response.description)),
  );
  const summary = element("summary", {}, element("span", { className: "path", textContent: path }));
  summary.append(element("span", { className: "soft", textContent: details.summary ?? "" }));
  const body = element("div", { className: "body" });
  if (details.description) body.append(element("p", { textContent: details.description }));
  body.append(table(["Status", "When"], responses), form, output);
  return element("details", { id: details.operationId ?? path }, summary, body);
}

async function show() {
  const response = await fetch("/openapi.json");
  const description = await response.json();
  document.querySelector("#about").textContent = description.info.description;
  const paths = Object.entries(description.paths);
  const groups = Map.groupBy(paths, ([, item]) => item.get?.tags?.[0] ?? "other");
  for (const [tag, entries] of groups) {
    const section = element("section", {}, element("h2", { textContent: tag }));
    const readable = entries.filter(([, item]) => item.get);
    section.append(...readable.map(([path, item]) => operation(path, item.get)));
    document.querySelector("#operations").append(section);
  }
}

show().catch((error) => {
  document.querySelector("#about").textContent = `Cannot show the description: ${error}`;
});
