// Filters the list of all terms, and opens the question that the address names. Pages read the same without it.
const field = document.getElementById("find");
if (field) {
  const rows = [...document.querySelectorAll("#all li")];
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.dataset.find.includes(wanted);
  });
}
const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (named && named.tagName === "DETAILS") {
  named.open = true;
  named.scrollIntoView();
}
