/** Schemas as tables: a row for each field, also of the objects inside. */
import type { Schema } from './document';
import { type Html, html, inline } from './html';

/** The table of the fields of a schema; what has none is one line. */
export function schemaTable(schema: Schema): Html {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return html`<p>${typeOf(schema)}</p>`;
  return html`<div class="table" tabindex="0" role="group" aria-label="Fields"><table>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function rowsOf(schema: Schema, at: string): Html[] {
  if (schema.allOf) return schema.allOf.flatMap((part) => rowsOf(part, at));
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.flatMap((variant, i) => variantRows(variant, at, i));
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => fieldRows(schema, name, field, at));
}

function variantRows(variant: Schema, at: string, i: number): Html[] {
  const inside = rowsOf(variant, at);
  const title = html`<tr class="variant"><th colspan="3" scope="rowgroup">${i > 0 ? 'or ' : ''}${nameOf(variant)}</th></tr>`;
  return inside.length === 0 && !variant.$ref ? [] : [title, ...inside];
}

/** A variant is known by the field that has one value only. */
function nameOf(variant: Schema): Html {
  const only = (field: Schema): unknown => field.const ?? (field.enum?.length === 1 ? field.enum[0] : undefined);
  const [name, field] = Object.entries(variant.properties ?? {}).find(([, one]) => only(one) !== undefined) ?? [];
  const says = variant.description === undefined ? '' : html`: ${inline(variant.description)}`;
  if (name === undefined || !field) return html`${typeOf(variant)}${says}`;
  return html`<code>${name}: ${JSON.stringify(only(field))}</code>${says}`;
}

function fieldRows(of: Schema, name: string, field: Schema, at: string): Html[] {
  const place = `${at}${name}`;
  const must = of.required?.includes(name) ? html` <span class="must">required</span>` : '';
  const row = html`<tr><th scope="row"><code>${place}</code>${must}</th><td>${typeOf(field)}</td><td>${inline(field.description ?? '')}</td></tr>`;
  const inside = field.items && !field.items.$ref ? rowsOf(field.items, `${place}[].`) : rowsOf(field, `${place}.`);
  return [row, ...(hasFields(field) ? inside : [])];
}

const hasFields = ({ properties, items, oneOf, anyOf }: Schema): boolean =>
  properties !== undefined || items?.properties !== undefined || [oneOf, anyOf].some((list) => list?.some(hasFields));

/** The type in a few words, with its limits. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return joined(
      schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      ' or ',
    );
  if (schema.items) return html`list of ${typeOf(schema.items)}${limits(schema)}`;
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return joined(variants.map(typeOf), ' or ');
  if (typeof schema.additionalProperties === 'object' && !schema.properties)
    return html`object of ${typeOf(schema.additionalProperties)}`;
  const kind = schema.format ?? (Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any JSON'));
  return html`${String(kind)}${limits(schema)}`;
}

const joined = (pieces: readonly Html[], by: string): Html =>
  html`${pieces.map((piece, i) => (i > 0 ? html`${by}${piece}` : piece))}`;

/** What zod prints for "any integer" says nothing. */
const told = (limit: number | undefined): boolean => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;

function limits({ minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, ...rest }: Schema): Html {
  const [low, high] = [minimum ?? minLength ?? minItems, maximum ?? maxLength ?? maxItems];
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  const said = [
    told(low) && told(high) && `${low} to ${high}${unit}`,
    told(low) && !told(high) && `at least ${low}${unit}`,
    !told(low) && told(high) && `at most ${high}${unit}`,
    rest.default !== undefined && `default ${JSON.stringify(rest.default)}`,
  ].filter(Boolean);
  const shown = pattern === undefined ? '' : html` <code class="pattern">${pattern}</code>`;
  return html`${said.length > 0 ? `, ${said.join(', ')}` : ''}${shown}`;
}
