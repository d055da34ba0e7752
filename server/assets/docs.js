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
  const input = element("input", { id, name: parameter.name, required: parameter.required === true, autocomplete: "off" });
  input.dataset.in = parameter.in;
  if (parameter.example !== undefined) input.placeholder = String(parameter.example);
  const about = (parameter.description ?? "") + (parameter.required ? " Required." : "");
  return element("tr", {}, element("td", {}, label), element("td", { textContent: about }), element("td", {}, input));
}

function table(headings, rows) {
  const head = element("tr", {}, ...headings.map((text) => element("th", { scope: "col", textContent: text })));
  return element("div", { className: "scroll" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}

/** The address that a filled form asks for. */
function address(path, form) {
  const query = new URLSearchParams();
  let target = path;
  for (const input of form.querySelectorAll("input")) {
    if (input.dataset.in === "path") target = target.replace(new RegExp(`{\\*?${input.name}}`), encodeURI(input.value));
    else if (input.value !== "") query.set(input.name, input.value);
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
    let body = readable ? await response.text() : `(${(await response.blob()).size} bytes of ${type})`;
    if (type.includes("json")) body = JSON.stringify(JSON.parse(body), null, 2);
    if (body.length > MAX_SHOWN) body = `${body.slice(0, MAX_SHOWN)}\n… ${body.length - MAX_SHOWN} more characters`;
    output.textContent = `GET ${url}\n${response.status} in ${Math.round(performance.now() - started)} ms\n\n${body}`;
  } catch (error) {
    output.textContent = `GET ${url}\n${error}`;
  }
}

function operation(path, details) {
  const output = element("pre", { hidden: true, tabIndex: 0 });
  output.setAttribute("aria-live", "polite");
  const parameters = details.parameters ?? [];
  const form = element("form", {}, element("button", { textContent: "Try it" }));
  if (parameters.length > 0) form.prepend(table(["Parameter", "Meaning", "Value"], parameters.map(parameterRow)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(address(path, form), output);
  });
  const responses = Object.entries(details.responses ?? {}).map(([status, response]) =>
    element("tr", {}, element("td", { textContent: status }), element("td", { textContent: response.description })),
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
  const groups = Map.groupBy(Object.entries(description.paths), ([, item]) => item.get?.tags?.[0] ?? "other");
  for (const [tag, entries] of groups) {
    const section = element("section", {}, element("h2", { textContent: tag }));
    section.append(...entries.filter(([, item]) => item.get).map(([path, item]) => operation(path, item.get)));
    document.querySelector("#operations").append(section);
  }
}

show().catch((error) => {
  document.querySelector("#about").textContent = `The description cannot be shown: ${error}`;
});
