"use strict";
(() => {
  const asked = new URLSearchParams(location.hash.slice(1)).get("example"); // the editor clears it
  const stored = "qgov-key";
  const key = document.getElementById("key");
  const headers = () => (key.value ? { Authorization: "Bearer " + key.value } : {});
  key.value = sessionStorage.getItem(stored) || "";
  key.addEventListener("change", () => sessionStorage.setItem(stored, key.value));

  // Nothing of an earlier visit is sent anywhere: the endpoint is this service, whatever was stored.
  const endpoint = new URL("/sparql", location.href).href;
  const examples = [...document.querySelectorAll("aside button[data-query]")];
  const first = examples[0].dataset.query;
  Yasgui.Yasqe.defaults.value = first;

  // A problem document says what is wrong and what would be right; that is shown, and not its JSON.
  const told = async (error) => {
    let found;
    try {
      found = JSON.parse(error.text);
    } catch {
      return undefined;
    }
    if (!found || !Array.isArray(found.errors)) return undefined;
    const box = document.createElement("div");
    box.className = "refused";
    const title = document.createElement("h3");
    title.textContent = found.detail;
    const status = document.createElement("small");
    status.textContent = found.status + " " + found.title;
    box.append(title, ...found.errors.map((one) => {
      const line = document.createElement("p");
      line.textContent = one.message === found.detail ? one.remedy : one.message + ": " + one.remedy;
      return line;
    }), status);
    return box;
  };
  Yasgui.Yasr.defaults.errorRenderers = [told, ...(Yasgui.Yasr.defaults.errorRenderers || [])];
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint, method: "POST", headers },
    copyEndpointOnNewTab: false,
    persistenceId: "qgov-sparql",
    autofocus: true,
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasqe: {
      value: first,
      resizeable: true,
      createShareableLink: null,
      showQueryButton: true,
      prefixCcApi: "",
    },
    yasr: {
      prefixes: {
        qgov: "https://w3id.org/qgov/",
        rdfs: "http://www.w3.org/2000/01/rdf-schema#",
        skos: "http://www.w3.org/2004/02/skos/core#",
        dcterms: "http://purl.org/dc/terms/",
        owl: "http://www.w3.org/2002/07/owl#",
        xsd: "http://www.w3.org/2001/XMLSchema#",
      },
    },
  });
  const whole = (tab) => {
    const table = tab && tab.getYasr && tab.getYasr() && tab.getYasr().config.plugins.table;
    if (table && table.dynamicConfig === undefined) table.dynamicConfig = { isEllipsed: false };
  };
  const bound = (tab) => tab && tab.setEndpoint && tab.getEndpoint() !== endpoint && tab.setEndpoint(endpoint);
  const ready = () => [bound, whole].forEach((step) => step(yasgui.getTab()));
  ready();
  yasgui.on("tabSelect", () => setTimeout(ready, 0));

  const show = (button) => {
    examples.forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    const tab = yasgui.getTab();
    tab.setQuery(button.dataset.query);
    tab.setName(button.querySelector("b").textContent);
    const done = tab.query();
    if (done && done.catch) done.catch(() => {});
  };
  examples.forEach((button) => button.addEventListener("click", () => show(button)));

  const find = document.getElementById("find");
  find.addEventListener("input", () => {
    const word = find.value.trim().toLowerCase();
    let shown = 0;
    document.querySelectorAll("aside section").forEach((section) => {
      let here = 0;
      section.querySelectorAll("li").forEach((row) => {
        const fits = row.textContent.toLowerCase().includes(word);
        row.hidden = !fits;
        here += fits;
      });
      section.hidden = !here;
      shown += here;
    });
    document.querySelector("aside .none").hidden = shown > 0;
  });

  const wanted = asked && examples.find((button) => button.dataset.name === asked);
  if (wanted) show(wanted);
})();
