/** One operation of the API as a piece of the page: who may, what it takes, a request to copy, what it answers. */
import type { Answer, Content, Operation, Parameter, Schema } from './document';
import { type Html, html, inline, prose } from './html';
import { schemaTable, typeOf } from './schemas';

/** An operation at its place. */
export interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Named schemas of the document. */
export type Named = Readonly<Record<string, Schema>>;

/** The article of an operation. */
export function operationArticle(placed: Placed, named: Named): Html {
  const { method, path, operation } = placed;
  const { operationId: id, summary, description, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json'];
  return html`<article id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${badge(method)} <code>${path}</code></h3>
<p class="summary">${inline(summary)} <a class="anchor" href="#${id}" aria-label="Link to ${id}"><code>${id}</code></a></p>
${prose(description)}
${parameters.length > 0 && parameterTable(parameters)}
${body && html`<h4>Body</h4>${body.schema && schemaTable(lookUp(body.schema, named))}`}
<h4>Example</h4>
${code(curl(placed), 'Request')}
${answers(responses)}
</article>`;
}

/** A body is shown where it is sent, although it has a name. */
const lookUp = (schema: Schema, named: Named): Schema =>
  (schema.$ref !== undefined && named[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]) || schema;

/** The method, in its colour. */
export const badge = (method: string): Html => html`<span class="method ${method}">${method.toUpperCase()}</span>`;

const parameterTable = (parameters: readonly Parameter[]): Html => html`<h4>Parameters</h4>
<div class="table" tabindex="0" role="group" aria-label="Parameters"><table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map(
  (
    parameter,
  ) => html`<tr><th scope="row"><code>${parameter.name}</code>${parameter.required && html` <span class="must">required</span>`}</th>
<td>${parameter.in}</td><td>${typeOf(parameter.schema)}</td><td>${inline(parameter.description ?? parameter.schema.description ?? '')}</td></tr>`,
)}</tbody></table></div>`;

/** The example as a command to copy. */
function curl({ method, path, operation }: Placed): string {
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => String(example(operation, name) ?? whole));
  const value = operation.requestBody?.content['application/json']?.examples?.example?.value;
  const lines = [
    `curl -s${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$SIGNALBOX_URL${filled}"`,
    operation.security.length > 0 && '-H "Authorization: Bearer $KEY"',
    value !== undefined && "-H 'Content-Type: application/json'",
    value !== undefined && `-d '${JSON.stringify(value, null, 2).replaceAll("'", "'\\''")}'`,
  ];
  return lines.filter(Boolean).join(' \\\n  ');
}

const example = ({ parameters = [] }: Operation, name: string): unknown =>
  parameters.find((one) => one.in === 'path' && one.name === name)?.schema.examples?.[0];

function answers(responses: Operation['responses']): Html {
  const [good, bad] = [true, false].map((isGood) =>
    Object.entries(responses).filter(
      ([, { content }]) => isGood !== (content?.['application/problem+json'] !== undefined),
    ),
  ) as [[string, Answer][], [string, Answer][]];
  return html`<h4>Answers</h4>${good.map(([status, answer]) => goodAnswer(status, answer))}
${bad.length > 0 && html`<details><summary>Refusals</summary>${refusals(bad)}</details>`}`;
}

function goodAnswer(status: string, { description, headers = {}, content = {} }: Answer): Html {
  const [[type, shown] = []] = Object.entries(content);
  return html`<p><span class="status">${status}</span> ${inline(description)} ${type && html`<code>${type}</code>`}</p>
${Object.entries(headers).map(([name, header]) => html`<p class="header"><code>${name}</code> ${inline(header.description ?? '')}</p>`)}
${shown?.schema && html`<details><summary>Fields of ${status}</summary>${schemaTable(shown.schema)}</details>`}
${shown && sample(shown)}`;
}

function sample({ example: value }: Content): Html | undefined {
  if (value === undefined) return undefined;
  return code(typeof value === 'string' ? value : JSON.stringify(value, null, 2), 'Answer');
}

const refusals = (bad: readonly [string, Answer][]): Html =>
  html`<ul>${bad.map(
    ([status, { description }]) =>
      html`<li><span class="status">${status}</span> ${description.split('\n\n').map((line) => html`<span class="refusal">${inline(line)}</span>`)}</li>`,
  )}</ul>`;

/** Longer than a screen scrolls by itself; so it must be reached by keyboard. */
const code = (text: string, label: string): Html =>
  html`<pre tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre>`;
