/** The style of the page of the API: one column to read, one to find things; light and dark as the reader likes it. */
export const STYLE = `:root {
  --ink: #1b2430;
  --quiet: #55606e;
  --paper: #ffffff;
  --sheet: #f5f7f9;
  --line: #d7dde4;
  --link: #0b5cad;
  --must: #a3290b;
  --get: #0b5cad;
  --post: #1d6b3a;
  --put: #7a4a00;
  --delete: #a3290b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6ebf1;
    --quiet: #a5b1bf;
    --paper: #12171d;
    --sheet: #1b222a;
    --line: #323c48;
    --link: #7db8f5;
    --must: #ff9d85;
    --get: #7db8f5;
    --post: #7fd49b;
    --put: #f0bd6a;
    --delete: #ff9d85;
  }
}
* {
  box-sizing: border-box;
}
html {
  scroll-padding-top: 1rem;
}
body {
  margin: 0;
  display: grid;
  grid-template-columns: 19rem minmax(0, 1fr);
  color: var(--ink);
  background: var(--paper);
  font: 16px / 1.55 system-ui, sans-serif;
}
a {
  color: var(--link);
}
code,
pre {
  font-family: ui-monospace, "DejaVu Sans Mono", monospace;
  font-size: 0.875em;
}
.skip {
  position: absolute;
  left: -100rem;
}
.skip:focus {
  left: 1rem;
  top: 1rem;
  padding: 0.5rem 1rem;
  background: var(--paper);
}
nav {
  position: sticky;
  top: 0;
  height: 100vh;
  overflow-y: auto;
  padding: 1.5rem 1rem 3rem;
  background: var(--sheet);
  border-right: 1px solid var(--line);
}
nav .title {
  margin: 0 0 1rem;
  font-weight: 650;
  font-size: 1.1rem;
}
nav a {
  color: inherit;
  text-decoration: none;
}
nav a:hover {
  text-decoration: underline;
}
nav .group {
  margin: 1.25rem 0 0.25rem;
  font-size: 0.95rem;
  text-transform: capitalize;
}
nav ul {
  list-style: none;
  margin: 0;
  padding: 0;
  font-size: 0.875rem;
}
nav li a {
  display: block;
  padding: 0.2rem 0;
  overflow-wrap: anywhere;
}
main {
  padding: 1.5rem clamp(1rem, 4vw, 3.5rem) 6rem;
  max-width: 64rem;
}
h1 {
  margin: 0;
}
section > h2 {
  margin-top: 3.5rem;
  padding-bottom: 0.3rem;
  border-bottom: 2px solid var(--line);
  text-transform: capitalize;
}
article {
  margin-top: 2.5rem;
}
article h3 {
  margin: 0 0 0.25rem;
  overflow-wrap: anywhere;
}
article h4 {
  margin: 1.25rem 0 0.4rem;
}
article > p {
  margin: 0.35rem 0;
}
.anchor {
  color: var(--quiet);
}
.method {
  display: inline-block;
  min-width: 3.2em;
  font-size: 0.75rem;
  font-weight: 700;
  color: var(--get);
}
.method.post {
  color: var(--post);
}
.method.put,
.method.patch {
  color: var(--put);
}
.method.delete {
  color: var(--delete);
}
.must {
  color: var(--must);
  font-size: 0.75rem;
  font-weight: 400;
}
.status {
  font-weight: 700;
}
.refusal {
  display: block;
}
.pattern {
  color: var(--quiet);
  overflow-wrap: anywhere;
}
pre {
  margin: 0.4rem 0 1rem;
  padding: 0.9rem 1rem;
  max-height: 26rem;
  overflow: auto;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 6px;
}
.table {
  overflow-x: auto;
}
table {
  width: 100%;
  border-collapse: collapse;
  font-size: 0.9rem;
}
th,
td {
  padding: 0.35rem 0.75rem 0.35rem 0;
  border-bottom: 1px solid var(--line);
  text-align: left;
  vertical-align: top;
  font-weight: 400;
}
thead th {
  color: var(--quiet);
}
.variant th {
  padding-top: 0.9rem;
  font-weight: 600;
}
details {
  margin: 0.4rem 0;
}
summary {
  cursor: pointer;
  color: var(--link);
}
@media (max-width: 52rem) {
  body {
    display: block;
  }
  nav {
    position: static;
    height: auto;
    max-height: 40vh;
    border-right: 0;
    border-bottom: 1px solid var(--line);
  }
}
`;
