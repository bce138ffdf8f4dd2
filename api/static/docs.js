"use strict";

const byId = (id) => document.getElementById(id);

byId("example").addEventListener("change", (event) => {
  byId("dossier").value = byId(`example-${event.target.value}`).content.textContent;
  byId("type").value = "application/json";
});

byId("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = byId("operation").selectedOptions[0];
  const status = byId("status");
  const answer = byId("answer");
  const at = byId("at").value;
  const query = at && chosen.value === "/v1/decisions" ? `?at=${encodeURIComponent(at)}` : "";
  status.textContent = "asking …";
  answer.hidden = true;
  try {
    const response = await fetch(chosen.value + query, {
      method: "POST",
      headers: { "Content-Type": byId("type").value, Accept: chosen.dataset.accept || "application/json" },
      body: byId("dossier").value,
    });
    const text = await response.text();
    const json = (response.headers.get("Content-Type") || "").includes("json");
    status.textContent = `${response.status} ${response.statusText}`;
    answer.textContent = json ? JSON.stringify(JSON.parse(text), null, 2) : text;
    answer.hidden = false;
  } catch (error) {
    status.textContent = `no answer: ${error.message}`;
  }
});
