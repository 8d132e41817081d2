/**
 * The page that shows the description of the API. It is made here, once, from the same document that programs read:
 * no script, nothing from elsewhere, so it works behind the strictest policy and in every browser (decision 0011).
 */
import type { Document, Schema } from './document';
import { type Html, html, inline, prose } from './html';
import { badge, operationArticle, type Placed } from './operations';
import { schemaTable } from './schemas';

/** The page as HTML; `style` is the address of its style sheet, `source` that of the document. */
export function docsPage(document: Document, { style, source }: { style: string; source: string }): string {
  const { info, tags = [], components = {} } = document;
  const operations = placed(document);
  const schemas = Object.entries(components.schemas ?? {});
  const groups = tags.map((tag) => ({
    ...tag,
    of: operations.filter(({ operation }) => operation.tags[0] === tag.name),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} API ${info.version}</title>
<link rel="stylesheet" href="${style}">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">To the operations</a>
<nav aria-label="Operations">
<p class="title"><a href="#top">${info.title} API</a></p>
${groups.map(
  ({ name, of }) => html`<h2 class="group"><a href="#tag-${name}">${name}</a></h2>
<ul>${of.map(entry)}</ul>`,
)}
<h2 class="group"><a href="#schemas">Schemas</a></h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="main">
<header id="top"><h1>${info.title} API</h1>
<p>Version ${info.version} · <a href="${source}">OpenAPI 3.1 document</a></p>
${prose(info.description)}</header>
${groups.map(
  ({ name, description = '', of }) => html`<section id="tag-${name}" aria-labelledby="tag-${name}-title">
<h2 id="tag-${name}-title">${name}</h2><p>${inline(description)}</p>
${of.map((one) => operationArticle(one, components.schemas ?? {}))}</section>`,
)}
<section id="schemas" aria-labelledby="schemas-title"><h2 id="schemas-title">Schemas</h2>${schemas.map(schemaArticle)}</section>
</main>
</body>
</html>`.text;
}

const placed = (document: Document): Placed[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );

const entry = ({ method, operation }: Placed): Html =>
  html`<li><a href="#${operation.operationId}">${badge(method)} ${operation.operationId}</a></li>`;

const schemaArticle = ([name, schema]: [string, Schema]): Html => html`<article id="schema-${name}">
<h3><code>${name}</code></h3>${prose(schema.description)}${schemaTable(schema)}</article>`;
