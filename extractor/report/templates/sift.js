"use strict";
// Hides what does not hold all the words typed. Without it the report is whole; nothing else needs a script.
const form = document.getElementById("sift");
const field = form.querySelector("input");
const things = [...document.querySelectorAll(".finding, .compact, .entry")];
const texts = things.map((thing) => thing.textContent.toLowerCase());
const groups = document.querySelectorAll("main > section, details.article, details.more");

function sift() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  things.forEach((thing, place) => {
    thing.hidden = !words.every((word) => texts[place].includes(word));
  });
  for (const group of groups) {
    const inside = [...group.querySelectorAll(".finding, .compact, .entry")];
    group.hidden = words.length > 0 && !inside.some((thing) => !thing.hidden);
    if (group.matches("details.more") || (words.length && group.matches("details.article"))) group.open = words.length > 0;
  }
  const left = things.filter((thing) => !thing.hidden && !thing.matches(".entry")).length;
  form.querySelector("output").textContent = words.length ? `${left} ${left === 1 ? "finding holds" : "findings hold"} these words` : "";
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", sift);
